"""The documentation: `sphinx-build -W -j auto docs site`. Nothing is fetched while it is built or read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS / "_ext"), str(DOCS.parent)]
# For the kernels of the notebooks.
os.environ["PYTHONPATH"] = os.pathsep.join([*sys.path[:2], *filter(None, [os.environ.get("PYTHONPATH")])])

import heartdata  # noqa: E402
from heartdata.storage.fingerprint import code_key  # noqa: E402

project = "heartdata"
author = "the heartdata developers"
project_copyright = author
version = release = heartdata.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_nb",
    "pages_from_code",
]
exclude_patterns = ["_build", "generated/sample_data", "generated/*-table.md", "**.ipynb_checkpoints"]
# Internal types in public signatures.
nitpick_ignore = [
    ("py:class", "heartdata.report.sections.Section"),
    ("py:class", "heartdata.explore.readable.ReadableTable"),
]

# Every reference must lead somewhere; names of other packages would need their inventories from the network.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!heartdata).*")]

templates_path = ["_templates"]
autosummary_generate = True
default_role = "name"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
python_maximum_signature_line_length = 88

myst_heading_anchors = 3
myst_enable_extensions = ["deflist", "colon_fence", "smartquotes"]
suppress_warnings = ["config.cache"]

# Notebooks run while the site is built, once for each state of the code.
nb_execution_mode = "cache"
nb_execution_cache_path = str(DOCS / "_build" / f"notebooks-{code_key()}")
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 240
nb_ipywidgets_js = {}

html_theme = "pydata_sphinx_theme"
html_title = "heartdata"
html_static_path = ["_static"]
html_css_files = ["heartdata.css"]
html_context = {"default_mode": "auto"}
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"index": []}
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],  # the larger one is named otherwise than it reads
    "collapse_navigation": True,  # its arrows have no name for a screen reader
    "navbar_align": "left",
    "header_links_before_dropdown": 5,
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "back_to_top_button": False,
}

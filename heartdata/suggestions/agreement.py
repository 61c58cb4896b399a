"""One voice: a state of recovery is named only where the level, the usual and the week itself do not contradict it."""

from __future__ import annotations

from heartdata.suggestions.thresholds import limit


def agreed_state(state: str, *, level: float, usual: float, mean: float, hard: bool = False, over: bool = False) -> str:
    """Return the state, or ``unclear`` where what else is shown says otherwise [0-10]; NaN contradicts nothing."""
    apart = limit("apart")
    contradicted = {
        # Nobody reads "lighter" beside a week far under that level, or at a level that is the usual one.
        "improving": hard or level >= usual or mean < level - apart,
        "recovered": hard or usual - level > apart or usual - mean > apart,
        "slipping": over or (level >= usual and not mean < usual),
        "stuck": over or level >= usual,
    }
    return "unclear" if contradicted.get(state, False) else state


def agreed_alert(alert: str, *, level: float, usual: float, mean: float, over: bool = False) -> str:
    """Return the early notice, or none where the level or the week is at the usual already, or what it asks is over."""
    at_usual = mean >= usual or (level >= usual and not mean < usual - limit("apart"))
    return "" if alert and (over or at_usual) else alert

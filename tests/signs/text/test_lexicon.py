from heartdata.signs.text.lexicon import compile_phrase, language_of, languages


def test_a_phrase_with_a_choice_of_words() -> None:
    assert compile_phrase("so [very] tired|weary", {}).search(" i am so tired ")


def test_languages_are_distinguished() -> None:
    assert languages() == ("de", "en", "es")
    assert language_of("i was at the lake and it was so quiet".split()) == "en"
    assert language_of("je suis allé au lac avec ma sœur et il pleuvait".split()) is None

"""Journal sentences for simulated diaries: somebody whose friendship of many years has ended.

``[a|b]`` is a choice. Nothing here tells of anybody real.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from heartdata._simulated_draws import Deck, Draws

__all__ = ["NOTES", "Journal", "Mode"]

Mode = Literal["before", "telling", "retelling", "turning"]

_FRIENDS: Final = ("Ines", "Marit", "Odile", "Renske", "Tamsin", "Yara", "Solveig", "Bronagh")
_SISTERS: Final = ("Ruth", "Hanna", "Delia", "Carys", "Elspeth", "Noor")
_TOWNS: Final = ("Westmere", "Aldersey", "Quillford", "Hartsound")

_OPENINGS: Final = (
    "[A grey|A soft, grey|A rainy] [morning|day], and [I did not mind it|I stayed in longer than planned].",
    "[Woke|I woke] [before the alarm|a little late|with the birds] [today|this morning].",
    "[Home late|Home by six|Back home early], [kettle on|shoes off|window open].",
    "[Writing this|I am writing this] [at the kitchen table|on the sofa|in bed, with tea].",
    "[Long day|Busy day|Full day] [at work|at the library|at the desk].",
    "[Ten minutes|A quarter of an hour] for these pages [before bed|before the film|while the rice cooks].",
    "[The bus was late|The bus was full|I missed the bus] [again|this morning], so I [walked the last bit|had time to look out of the window].",
    "[Clear sky over {town} tonight|A little wind from the Alder tonight].",
    "[Not much to report|A quiet day|An ordinary day], [which is fine|and that is worth writing down].",
    "[The light was lovely|There was a lovely light] [over the river|in the kitchen] [this evening|around six].",
    "[I nearly skipped|I almost left out] these pages [tonight|today], and then [sat down anyway|found the pen].",
    "[The neighbours were singing|Somebody next door was practising the piano] [again|all evening].",
)

_DAYS: Final = (
    "Tomas [brought plums|told the story of the lost ladder|had saved me a seat] [at lunch|at the staff meeting|at the library].",
    "I [sorted|mended|shelved] [the map drawer|the whole local history shelf|three boxes of old postcards] and [liked the quiet|nobody hurried me].",
    "A boy [asked me for|wanted] a book about [octopuses|volcanoes|lighthouses] and [read half of it standing up|told me all he knew already].",
    "[Soup|Lentils|An omelette] for supper, with [too much|just enough] [lemon|pepper|dill].",
    "{sister} sent [a photo|three photos] of [Leo with the dog|Leo on his new bicycle|the dog asleep in the laundry].",
    "Mr Pell from downstairs [lent me his drill|gave me two tomatoes|asked how the basil is doing].",
    "[The basil|The fern|The geranium on the sill] has [two new leaves|finally stopped sulking|grown a good deal].",
    "I [read|read a little], [thirty pages|one chapter], and [understood most of it|had to turn back twice].",
    "The market had [the first strawberries|good bread|those small sour apples], so I [bought too many|brought some home].",
    "[Laundry|Ironing|Letters], [the dull things|the small things], and [the radio on|a play on the radio].",
    "The bakery [was out of rye|had cardamom buns|gave me the end of a loaf] and [I took it as a good sign|the woman there knows my name now].",
    "[A meeting|The meeting about the new shelves] took [an hour longer than needed|the whole afternoon], [as ever|and we still have no shelves].",
    "I [called the plumber|paid the bills|answered the long letter from the council], [finally|after a week of putting it off].",
    "[The film was better than I thought|We are halfway through the series], and I [laughed twice|did not look at the phone].",
    "A woman returned a book [eleven years late|with a pressed flower in it], and [we both laughed|she told me its whole story].",
    "I [cleaned the windows|cleared a shelf|moved the armchair to the window], and [the room looks bigger|the room looks new].",
    "[At the choir|At choir practice] we sang [the slow one|the Hungarian song], and [the altos held|I found my note].",
    "The train to [the coast|{sister}'s] was [quiet|half empty], and I [looked at fields|wrote two postcards].",
    "[My left knee complained|My shoulders are stiff] after [the stairs|carrying the boxes], [nothing serious|a bath helped].",
    "Leo [lost a tooth|learned to whistle|has a part in the school play] and [told me on the phone|is very proud].",
    "I tried [the recipe with fennel|making flatbread|the blue paint on one wall], with [some success|mixed success].",
    "[There were swans|A heron stood] on the Alder, [very still|not bothered by anyone].",
    "The Blue Kettle has [a new cake|changed its chairs|a cat now], and [I approve|I am not sure about it yet].",
    "[Two hours|An hour] of [gardening at the allotment|weeding] and [earth under my nails|a good kind of tired].",
    "The new volunteer, [a retired sailor|a student of geology], [alphabetises beautifully|asks very good questions].",
    "I [found|finally found] [the missing glove|my grandmother's recipe card|the key to the bicycle] [in a coat pocket|behind the bread bin].",
    "[The heating|The kitchen tap] is [fixed|making its noise again], [thanks to Mr Pell|and I am learning to live with it].",
    "A [short|brisk] walk [to the post office|round the block] at noon, because [the sun was out|my eyes were tired of the screen].",
)

_TIRED: Final = (
    "I was tired [before lunch|by three o'clock|all afternoon], the heavy kind of tired.",
    "[Reading was slow|I read one page four times] and [nothing stayed|gave up].",
    "[Food tasted of little|I ate because it was time].",
    "I did not [answer the messages|feel like company] [today|this evening], and [let the phone ring|said I was busy].",
    "My head [ached|was full of wool] [most of the day|until the evening].",
    "[The evening felt long|The flat was very quiet].",
    "The colours were [all there|fine], I suppose, and I [did not look|hardly noticed].",
    "I [lay awake|woke at four] and [listened to the pipes|waited for the light].",
)

_LIGHT: Final = (
    "I [noticed|caught myself] [humming|singing] [on the stairs|over the dishes].",
    "[Supper tasted good|I was properly hungry], [for once|a nice surprise].",
    "I [slept well|slept right through], and it [shows|makes the day easier].",
    "My head was clear [this morning|all day], and [the work went quickly|the list got shorter].",
    "I [said yes to|am looking forward to] [Saturday|the concert|a swim with Tomas and his wife].",
    "[It was a good day|A good day, I think], [and I want to remember it|without anything special in it].",
    "I [felt at home|felt like myself] [in the kitchen|on the way home] [today|this evening].",
    "[There was room|I had patience] for [other people's stories|small talk] [today|again].",
)

_BEFORE: Final = (
    "{friend} [rang|called], and we [talked about nothing for an hour|laughed about the old flat].",
    "[Coffee|Lunch] with {friend} [at the Blue Kettle|by the river]; she seemed [tired|far away|in a hurry], and I [did not ask|thought it was work].",
    "{friend} [cancelled|moved] our [Thursday|walk] [again|at short notice], [no reason given|a cold, she said].",
    "I [bought|found] a [birthday card|little book] for {friend}, [the silly kind|with a fox on it].",
    "Thinking of [a trip|a weekend] with {friend} [in spring|after Easter], [as every year|if she can get away].",
)

_TELLING: Final = (
    "It is [strange|odd] to have nobody to tell [the small things|about the heron].",
    "I [told {sister}|told Tomas a little] about {friend} today, and [my voice held|it was easier than I feared].",
    "[Missed {friend}|I missed her] [at the market|when our song came on], [a sharp minute|and then it passed].",
    "[Cried a little|I cried] [in the shower|over the dishes], and [felt lighter after|then made tea].",
    "There was [anger|some anger] today, which [surprised me|may be a good sign].",
    "I [put the photo away|put her letters in a box], [not for ever|for now].",
    "[Thursday evenings|The Thursdays] are [hard to fill|too wide]; [I went to the cinema|I signed up for a pottery taster].",
    "I [found her scarf|found the concert tickets] and [sat down on the floor for a bit|gave it a good home in the drawer].",
    "{sister} says [grief is not only for the dead|a friend can be a great loss], and [I believe her|that helped].",
    "I [slept|managed] better than last week, [one can say that|a small thing].",
    "What I [miss most|miss] is [her laugh on the stairs|being known without explaining].",
    "[Nobody sends a card|There are no cards] when a friendship ends, so I [bought myself flowers|lit a candle].",
    "I [saw somebody with her coat|passed her street], and [my heart ran|I walked on].",
    "Some of it was [my part|mine], some of it [was hers|was not]; [both can be true|I can hold both for a moment].",
    "I [wrote a list|made a list] of what was good between us, and [it was long|I kept it].",
    "[Today I forgot about it|It was gone from my mind] until [the evening|almost four], which [is new|felt strange].",
)

_RETELLING: Final = (
    "I keep going back to that phone call with {friend}.",
    "I keep hearing how she said [on the phone |]that she could not do this any more, and how I said nothing.",
    "Nineteen years, and it ended in eleven minutes on the phone.",
    "I went over every word of the call again, what she said and what I said, as if [another|a different] answer were still possible.",
    "If only I had asked {friend} what was wrong at the birthday dinner, [maybe|perhaps] we would still be friends.",
    "I wrote her a message in my head [again|tonight] and deleted it [again|, as always].",
    "The mug she brought me from the coast is on the shelf, and when I see it the whole phone call starts again.",
    "Why did she say that she had felt alone with me for years?",
    "I ask myself [again and again|over and over] what I did wrong, and I always end at that phone call.",
    "I can't stop thinking about what {friend} said on the phone, and about the silence after it.",
    "I see myself standing in the hall with the phone in my hand, saying nothing.",
    "If only I had said something, anything, before she put down the phone.",
    "I told the same story to myself [on the bus|in the bath|at my desk] again, the dinner, the phone call, the silence.",
    "I still do not understand why {friend} never told me, and I keep looking for the moment when it went wrong.",
)

_TURNING: Final = (
    "[Four slow breaths|The box breathing] by the river [worked better than|did more than] thinking tonight.",
    "I [walked|went] along the Alder [until the light went|as far as the weir] and [named five things I could see|listened to the water].",
    "[Rang {sister}|I rang {sister}] [just to talk|about Saturday], and we [did not mention it once|laughed until the dog barked].",
    "[Lavender on the pillow|The warm eye mask], [a small luxury|a good invention], and [my shoulders came down|the evening was softer].",
    "When the old conversation [knocked|came back], I [put my hand on my heart|felt my feet on the floor] and [it went by|let it pass like a bus].",
    "I [wrote a goodbye letter|finished the letter] that I will not send, and [read it to the river|folded it into a boat].",
    "Thought of {friend} [kindly|without the knot] today, [for the first time in a while|and wished her well].",
    "[What matters to me|What I want more of]: [patience, humour, people round a table|music, honest talk, time outdoors].",
    "[I said yes to the choir trip|The pottery class starts on Monday], and I am [a little nervous|glad].",
    "I [can be|am learning to be] [as kind to myself as to Leo|a good friend to myself], [some days|a little more each week].",
    "[Tomas and I|Tomas, his wife and I] [had lunch by the weir|went to the open-air concert], and I [told a joke|stayed to the end].",
    "[The hard hour|A hard hour] came [after supper|around nine], and [I went out of the door|a walk took the edge off it].",
    "[Hot soup, a candle, the blue bowl|Tea, wool socks, the good lamp]: [senses first|hands first], words later.",
    "I [laughed|sang] [today|this week] more than [in all of spring|I did in April], and [noticed it|want to write it down].",
    "Not every day is [easier|light], and [this one was middling|that is all right too].",
    "A [new|younger] colleague asked me [to show her the weir|for advice], and [we may become friends|I liked being asked].",
)

_CLOSINGS: Final = (
    "[Tea, then bed|Early to bed tonight].", "[Tomorrow the dentist|Tomorrow Tomas is back|Tomorrow is market day].",
    "[That is all for today|Enough for today].", "[Window open, lamp off|Lamp off now].", "Good night, {town}.",
    "[One page is enough|One page, as promised].", "[The rain has stopped|It has started to rain].",
    "[Now the dishes|The dishes can wait].", "I will [sleep on it|see how tomorrow is].",
    "[Three good things: bread, rain, Leo|Good today: the light, the soup, a letter].",
)  # fmt: skip

NOTES: Final = (
    "Long day", "Soup and an early night", "Good talk at lunch", "Rain all day", "Headache gone by six", "Slept badly",
    "Market, then home", "Tea with Mr Pell", "Quiet\nand that was fine", "Busy & loud at work", "Better than yesterday",
    "Could not settle", "Sat by the river a while", "Choir!", "Leo rang", "Nothing special", "A slow start, a kinder evening",
)  # fmt: skip

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_AIM_WORDS: Final = 96


@cache
def _parts(template: str) -> tuple[tuple[str, ...], ...]:
    pieces = _CHOICE.split(template)
    return tuple(tuple(piece.split("|")) if index % 2 else (piece,) for index, piece in enumerate(pieces))


class Journal:
    """Writes one person's pages.

    Parameters
    ----------
    draws : Draws
        Where chance comes from.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._names = [
            ("{friend}", draws.pick(_FRIENDS)), ("{sister}", draws.pick(_SISTERS)), ("{town}", draws.pick(_TOWNS)),
        ]  # fmt: skip
        self._openings, self._closings = Deck(draws, _OPENINGS), Deck(draws, _CLOSINGS)
        self._days, self._tired, self._light = Deck(draws, _DAYS), Deck(draws, _TIRED), Deck(draws, _LIGHT)
        self._about = {
            "before": Deck(draws, _BEFORE),
            "telling": Deck(draws, _TELLING),
            "retelling": Deck(draws, _RETELLING),
            "turning": Deck(draws, _TURNING),
        }

    def page(self, mode: Mode, heaviness: float) -> str:
        """Write a page of about a hundred words.

        Parameters
        ----------
        mode : str
            Before the loss, telling of it, retelling it, or turning to other things.
        heaviness : float
            How heavy the day is [0-1].

        Returns
        -------
        str
            Two or three paragraphs.
        """
        draws = self._draws
        about = self._about[mode]
        told = {
            "before": 0 if draws.chance(0.6) else 1,
            "telling": draws.whole(1, 2),
            "retelling": 5,
            "turning": draws.whole(1, 2),
        }
        heart = [about.draw() for _ in range(told[mode])]
        body = [(self._tired if draws.chance(heaviness) else self._light).draw()] if draws.chance(0.7) else []
        start = [self._openings.draw(), self._days.draw()]
        end = [self._closings.draw()] if draws.chance(0.6) else []
        paragraphs = [self._say([*start, *body]), self._say(heart), ""]
        while len(" ".join(paragraphs).split()) + 6 * len(end) < _AIM_WORDS:
            start.append(self._days.draw())
            paragraphs[0] = paragraphs[0] + " " + self._say(start[-1:])
        paragraphs[2] = self._say(end)
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

    def _say(self, templates: list[str]) -> str:
        pick = self._draws.pick
        text = " ".join("".join(pick(part) for part in _parts(template)) for template in templates)
        for slot, name in self._names:
            text = text.replace(slot, name)
        return text

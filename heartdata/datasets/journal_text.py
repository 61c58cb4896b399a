# ruff: noqa: E501  (prose: one scene per line)
"""Journal pages for simulated diaries, put together from sentences with many alternatives.

The writer's friendship of many years has ended. ``[a|b]`` is a choice and names are in braces; nobody here is real.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from heartdata.datasets.random_streams import Deck, Draws

Mode = Literal["before", "telling", "replaying", "recovering"]

FRIENDS: Final = ("Ines", "Marit", "Odile", "Renske", "Tamsin", "Yara", "Solveig", "Bronagh")
SISTERS: Final = ("Ruth", "Hanna", "Delia", "Carys", "Elspeth", "Noor")
TOWNS: Final = ("Westmere", "Aldersey", "Quillford", "Hartsound")

_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_AIM_WORDS: Final = 96
# Number of sentences about the loss on a page: from, to.
_ABOUT_LOSS: Final = {"before": (0, 1), "telling": (1, 2), "replaying": (5, 5), "recovering": (1, 2)}


OPENINGS: Final = (
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

SCENES: Final = (
    # At the library.
    "At the library I [sorted|went through] [the map drawer|three boxes of old postcards|a shelf of school yearbooks] that nobody had [opened|touched] in years. I found [a ticket for a steam ferry|a recipe for quince paste|a letter to somebody called Albert] and [showed it to everyone|kept it on my desk all day].",
    "A [boy|girl] [wanted everything we have|asked for books] about [octopuses|volcanoes|lighthouses|beetles] and [knew more than the books do|explained it all to me at the desk]. I [stamped four of them|looked up two more], and we were both [very serious about it|pleased].",
    "The [meeting|talk] about the new shelves took [an hour longer than planned|the whole afternoon]. [Tomas drew ducks on the agenda|Tomas and I counted the word synergy|I wrote a shopping list in the margin], and we [still have no shelves|have agreed to meet again].",
    "An old [man|woman] brought back a book [eleven|twenty|seven] years late, [wrapped in brown paper|with a pressed flower in it]. [We let the fine go|I did not mention a fine], and [I heard the whole story|I heard where it had been all that time|it went back to its place as if nothing had happened].",
    "The new volunteer, [a retired sailor|a student of geology|a former postman], [puts the novels in perfect order|asks very good questions|knows half the visitors by name]. We [had tea behind the desk|mended the book cart together], and [the day went faster|I learned two new knots|the quiet was good quiet].",
    "The [printer|lift|catalogue] [broke down|gave up] [before ten|right after we opened], so [a queue formed|everybody was carrying things|people came to me for everything]. [Somebody brought biscuits, which saved us|A mechanic came at four and shook his head|By closing time it worked, and nobody knows why].",
    "The heating [at work|in the reading room] [gave up|is broken again], so we [all wore our coats|lent out blankets with the books|moved story hour next to the copier]. [It was oddly festive|Nobody complained|Tomas made soup on the camping stove], and I [was warm in the end|came home smelling of wool|laughed a good deal].",
    "Story hour was [full|loud|wild] [today|this time]. I read [the one about the bear|the one with the lost button|two chapters instead of one] and [did all the voices|lost my place twice], and a small girl [fell asleep on my shoe|corrected me|wanted to know what the bear does on Sundays].",
    "I spent the [morning|afternoon] [at the desk|in the cellar] with [old newspapers|old photographs of {town}|a box of glass slides]. In one of them there is [a dog on a tram|a band in the rain|a shop I had forgotten], and [I could not stop smiling|I looked at it for a long time].",
    # At home.
    "[Supper was|For supper there was] [soup with too much dill|lentils and lemon|an omelette with herbs|rice and the last leeks]. I [set the table properly|ate by the window|had the radio for company] and [washed up at once|left the dishes for tomorrow], which is [rare|allowed].",
    "I [cleaned the windows|cleared the hall cupboard|moved the armchair to the window|rearranged the books], and the room looks [bigger|new|like somebody else's]. Behind the [shelf|radiator|box of cables] was [the missing glove|my old fountain pen|a postcard from my grandmother], so it was [worth it|a kind of treasure hunt].",
    "Mr Pell from downstairs [lent me his drill|brought up my post|knocked with a jar of plum jam|asked how the basil is doing]. We [stood on the stairs for half an hour|talked about his years at sea|compared our kitchen taps], and I [went back up in a better mood|have an invitation to play cards|forgot the pan on the stove].",
    "The [basil|fern|lemon tree on the sill] has [two new leaves|stopped sulking|lost a leaf and grown another]. I [talk to it|turn it towards the light|give it the last of the tea], [whatever people say|and it seems to approve].",
    "[Laundry, ironing, letters|Bills, laundry, a long letter from the council]: the [dull|small] things got done [at last|today]. I had [a play|an old concert|the shipping forecast] on the radio and [folded everything twice|found the other blue sock|even sorted the buttons].",
    "I tried [making flatbread|the fennel recipe|my grandmother's dumplings|a cake without a recipe] with [mixed|some|surprising] success. The kitchen [smelled wonderful|was full of smoke|looked as if it had snowed], and I took [half of it|a plate] [down to Mr Pell|to work for Tomas].",
    "I painted [one wall|the kitchen chair|the old bookcase] [blue|a warm yellow|green], [two coats|badly at first]. There is [paint on my elbow|paint in my hair|a drop on the good lamp], and [I like it|it will need a third coat|it makes me want to paint everything].",
    "Tonight I read [thirty pages|one long chapter|another chapter] of [the novel about the lighthouse keeper|the book Tomas lent me|that thick book about rivers]. I [turned back twice|forgot the time|underlined a sentence], and [now my tea is cold|I want to know how it ends].",
    "The [kitchen tap|bathroom light|front door] is [making its noise again|fixed, more or less|working if one is patient]. I [watched a video about it|borrowed a spanner|called the landlord], [got wet|learned a new word] and [felt rather capable|called it a draw].",
    # Out.
    "The market had [good bread|small sour apples|a whole table of radishes|honey from the hills]. I bought [too much|more than I can carry] and [got the end of a loaf as a present|had a chat with the woman at the stall|stood in the sun eating a bun], and [the bag broke on the stairs|it lasted me the whole week].",
    "I [walked|went the long way] [along the Alder|over the old bridge|through the park] [before work|after work|at noon]. There [was a heron|were two swans|was a man with a kite], [quite still|not bothered by anyone], and I [stood there too|was late and did not mind].",
    "I took [the bus|the slow train|the bicycle] to [the coast|the hills|the next town] and [back|home again]. I [looked at fields|ate a sandwich on a bench|wrote two postcards and posted one], and the [wind|light] was [sharp and clean|soft|just right].",
    "The Blue Kettle has [new chairs|a new cake|a cat now|changed its tea]. I sat [in the corner|by the window] for [half an hour|a while] with [the crossword|a notebook|nothing at all to do], and [the waitress sang to herself|two students argued about stars|it rained outside].",
    "[An hour|Two hours] at the allotment: I [dug over the first bed|mended the fence|sorted the seed tins|cleared the path]. [Earth under my nails|A stiff back], [a robin that watches every move|tea from the flask|the neighbour's advice], and [a good kind of tired|a bag of herbs to take home].",
    "I went swimming [on the way home|after work|before breakfast]. The pool was [nearly empty|warmer than I remembered|full of children with rings], and I [swam until my arms were soft|floated on my back for ten minutes|raced an old lady and lost].",
    "The [little cinema|museum by the harbour] was [nearly empty|smaller than I remembered|quiet as snow]. I [sat in the last row|went round twice|stayed until they turned off the lights], and walked home [slowly|with wet shoes|by way of the bakery].",
    "[The bus|My usual bus] [did not come|was full], so I [walked with a woman from the second floor|shared a taxi with a man and his cello|waited under one umbrella with a stranger]. We talked about [bread|knees|the old cinema|bees], and [I arrived with red cheeks|it was the best part of the day].",
    # People.
    "{sister} sent [a photo|three photos] of [Leo with the dog|Leo and his tuba|the dog asleep in the laundry|the garden under a blue sheet]. I [looked for a long time|have a new picture for the fridge|answered with a drawing], and then we [wrote back and forth for a while|planned a Sunday together|rang each other until her tea was cold].",
    "Leo [lost a tooth|learned to whistle|has a part in the school play|built a bridge of spoons] and [told me all about it|rang to tell me himself]. He wanted to know [whether fish sleep|how old the moon is|if I was small once], and I [did my best|promised to look it up at the library].",
    "Tomas [brought plums|brought his famous bean salad|told the story of the lost ladder] [at lunch|for everybody]. [His wife is back from her travels|Their daughter is learning to drive], and we [laughed about the old director|made plans for the summer fair|sat outside although it was cold].",
    "Choir [tonight|this evening]: [four altos and a cold|everybody on time for once|a new tenor with a huge scarf]. We sang [the slow one|the Hungarian song|the one in seven parts], and in [the last verse|the middle] it [suddenly held|rang like a bell|fell apart and we laughed].",
    "My [parents|cousins] rang about [the wedding|the garden|the new roof]. My [father|aunt] [asks the same three questions|talks louder on the phone|tells me the weather first], and I [like that more than I used to|answered all of them|heard the clock in the background].",
    "The [dentist|optician|doctor] [was kind and quick|ran an hour late|says all is well]. I [read an old magazine about sailing|talked to a boy with a plastic crocodile], and afterwards I [bought myself flowers|walked home through the gardens|had soup at the station].",
    "A [neighbour|colleague] is [moving house|getting married|leaving for a year abroad], so [we packed boxes|there was cake in the corridor|everybody signed a card]. I [drew a small ship on it|carried the lamps|made a short speech], and [my hands shook|nobody dropped anything|it went well].",
    "Drawing class [in the old school|on the hill]: my [pears look like lamps|boat looks like a shoe|cat looks like my uncle]. The teacher [calls it characterful|told me to look longer|laughed and then helped], and [charcoal is good for the hands|for two hours I thought of nothing else|the man beside me filled six sheets].",
)

TIRED: Final = (
    "I was tired [before lunch|by three o'clock|all afternoon], the heavy kind of tired.",
    "[Reading was slow|I read one page four times], and [nothing stayed|I gave up].",
    "[Food tasted of little|I ate because it was time].",
    "I did not [answer the messages|feel like company] [today|this evening], and [let the phone ring|said I was busy].",
    "My head [ached|was full of wool] [most of the day|until the evening].",
    "[The evening felt long|The flat was very quiet].",
    "The colours were [all there|fine], I suppose, and I [did not look|hardly noticed].",
    "I [lay awake|woke at four] and [listened to the pipes|waited for the light].",
)

LIGHT: Final = (
    "I [noticed|caught myself] [humming|singing] [on the stairs|over the dishes].",
    "[Supper tasted good|I was properly hungry], [for once|a nice surprise].",
    "I [slept well|slept right through], and it [shows|makes the day easier].",
    "My head was clear [this morning|all day], and [the work went quickly|the list got shorter].",
    "I [said yes to|am looking forward to] [Saturday|the concert|a swim with Tomas and his wife].",
    "[It was a good day|A good day, I think], [and I want to remember it|without anything special in it].",
    "I [felt at home|felt like myself] [in the kitchen|on the way home] [today|this evening].",
    "[There was room|I had patience] for [other people's stories|small talk] [today|again].",
)

BEFORE: Final = (
    "{friend} [rang|called], and we [talked about nothing for an hour|laughed about the old flat].",
    "[Coffee|Lunch] with {friend} [at the Blue Kettle|by the river]; she seemed [tired|far away|in a hurry], and I [did not ask|thought it was work].",
    "{friend} [cancelled|moved] our [Thursday|walk] [again|at short notice], [no reason given|a cold, she said].",
    "I [bought|found] a [birthday card|little book] for {friend}, [the silly kind|with a fox on it].",
    "Thinking of [a trip|a weekend] with {friend} [in spring|after Easter], [as every year|if she can get away].",
)

TELLING: Final = (
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

REPLAYING: Final = (
    "I keep going back to that phone call with {friend}.",
    "I keep hearing how she said [on the phone |]that she could not do this any more, and how I said nothing.",
    "Nineteen years, and it ended in eleven minutes on the phone.",
    "I went over every word of the call again, what she said and what I said, as if [another|a different] answer were still possible.",
    "If only I had asked {friend} what was wrong at the birthday dinner, [maybe|perhaps] we would still be friends.",
    "I wrote her a message in my head [again|tonight] and deleted it[ again|, as always].",
    "The mug she brought me from the coast is on the shelf, and when I see it the whole phone call starts again.",
    "Why did she say that she had felt alone with me for years?",
    "I ask myself [again and again|over and over] what I did wrong, and I always end at that phone call.",
    "I can't stop thinking about what {friend} said on the phone, and about the silence after it.",
    "I see myself standing in the hall with the phone in my hand, saying nothing.",
    "If only I had said something, anything, before she put down the phone.",
    "I told the same story to myself [on the bus|in the bath|at my desk] again, the dinner, the phone call, the silence.",
    "I still do not understand why {friend} never told me, and I keep looking for the moment when it went wrong.",
)

RECOVERING: Final = (
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
    "I [laughed|sang] more [today|this week] than in a long time, and [noticed it|want to write it down].",
    "Not every day is [easier|light], and [this one was middling|that is all right too].",
    "A [new|younger] colleague asked me [to show her the weir|for advice], and [we may become friends|I liked being asked].",
)

CLOSINGS: Final = (
    "[Tea, then bed|Early to bed tonight].", "[Tomorrow the dentist|Tomorrow Tomas is back|Tomorrow is market day].",
    "[That is all for today|Enough for today].", "[Window open, lamp off|Lamp off now].", "Good night, {town}.",
    "[One page is enough|One page, as promised].", "[The rain has stopped|It has started to rain].",
    "[Now the dishes|The dishes can wait].", "I will [sleep on it|see how tomorrow is].",
    "[Three good things: bread, rain, Leo|Good today: the light, the soup, a letter].",
)  # fmt: skip

NOTES: Final = (
    "Long day", "Soup and an early night", "Good talk at lunch", "Rain all day", "Market, then home", "Tea with Mr Pell",
    "Quiet\nand that was fine", "Busy & loud at work", "Better than yesterday", "Sat by the river a while", "Choir!",
    "Leo rang", "Nothing special", "A slow start, a kinder evening",
)  # fmt: skip

HARD_NOTES: Final = (
    "Long day", "Slept badly", "Could not settle", "Rain all day\nand no wish to go out", "Early to bed", "A hard hour at noon",
    "Heavy", "Not much left for the evening", "Sat by the river a while",
)  # fmt: skip


@cache
def _parts(template: str) -> tuple[tuple[str, ...], ...]:
    pieces = _CHOICE.split(template)
    return tuple(tuple(piece.split("|")) if index % 2 else (piece,) for index, piece in enumerate(pieces))


class Journal:
    """Writes one person's pages."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._names = {"{friend}": draws.pick(FRIENDS), "{sister}": draws.pick(SISTERS), "{town}": draws.pick(TOWNS)}
        self._openings, self._closings = Deck(draws, OPENINGS), Deck(draws, CLOSINGS)
        self._scenes = Deck(draws, SCENES)
        self._tired, self._light = Deck(draws, TIRED), Deck(draws, LIGHT)
        self._heart: dict[Mode, Deck] = {
            "before": Deck(draws, BEFORE),
            "telling": Deck(draws, TELLING),
            "replaying": Deck(draws, REPLAYING),
            "recovering": Deck(draws, RECOVERING),
        }

    def page(self, mode: Mode, heaviness: float) -> str:
        """Write a page of about a hundred words."""
        draws = self._draws
        heart = self._say(self._heart[mode].hand(draws.whole(*_ABOUT_LOSS[mode])))
        feeling = [(self._tired if draws.chance(heaviness) else self._light).draw()] if draws.chance(0.7) else []
        closing = self._say([self._closings.draw()] if draws.chance(0.6) else [])
        day = self._say([self._openings.draw(), self._scenes.draw()])
        # A page of replaying has room for little else.
        while len(f"{day} {heart} {closing}".split()) + 10 * len(feeling) < _AIM_WORDS:
            day += " " + self._say([self._scenes.draw()])
        day += " " + self._say(feeling)
        return "\n\n".join(paragraph for paragraph in (day.strip(), heart, closing) if paragraph)

    def _say(self, templates: list[str]) -> str:
        pick = self._draws.pick
        text = " ".join("".join(pick(part) for part in _parts(template)) for template in templates)
        for slot, name in self._names.items():
            text = text.replace(slot, name)
        return text

"""Three words by which somebody who answers without an account finds their answers again.

The words are easy to read out and hard to mistake: none is within one sound or one letter of another, none begins with
another, and none sounds like a word that is written in another way.
"""

import hashlib
import re
from dataclasses import dataclass, field

from assess.core.errors import InputError

# People have written them down: remove a word only while no round is open.
WORDS: tuple[str, ...] = tuple(
    """
    acorn alphabet anchor apple apron arrow backpack bagel balloon bamboo banana bathtub bedroom bench birthday
    biscuit blanket blender blossom bottle brick broom brush bubble bucket buffalo butterfly button cabbage cactus
    camera canoe caravan carpet castle cheese cherry chicken circus clock cloud coffee comet cookie crown cup
    curtain cushion daisy desk dinosaur dog dolphin domino donkey dragon drawer drum egg engine farm feather finger
    flute football forest fox fridge frog garden garlic gift giraffe glass globe glue goat goose greenhouse guitar
    hammer hammock hamster harp hat helmet honey hook icicle island jacket jar jelly jigsaw jungle kayak kettle kite
    kiwi koala ladder ladybird lake lamp lemon letter lettuce lighthouse lily lizard mango maple marble meadow
    meatball melon milk mirror mitten moon moth mountain muffin napkin noodle octopus olive onion orange orchard
    otter oven owl pancake park parrot pasta pebble pencil penguin pepper piano picnic picture pigeon pilot pink
    pizza planet pony popcorn porridge postcard potato pudding pumpkin puppet puppy purple purse puzzle radio radish
    rainbow ribbon riddle river robot rocket roof rug ruler sandal sandwich scarf seesaw sheep shell shoulder shovel
    skirt sledge sleeve slipper snail snowflake sock sofa soup sparrow spider spinach spoon squirrel stamp star
    string sugar summer sunset swan sweater table tadpole taxi teapot teaspoon teddy telephone tent thunder ticket
    tiger tomato toothbrush torch train tram tree triangle trolley trophy trumpet tulip turkey turnip turtle
    umbrella valley violin volcano waffle wagon walnut walrus waterfall whisker whistle willow windmill window wing
    winter wool zebra zip
    """.split()  # noqa: SIM905 - a list of one word a line would be 246 lines
)
HOW_MANY = 3
_MASK_BYTES = 3  # bytes that hold any three words as a number


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets one browser go on with one response: a secret in its URL, and the words to come back by later."""

    response: str
    secret: str = field(repr=False)
    words: str = field(repr=False)


def read(typed: str) -> str:
    """Return the three words that somebody typed; an InputError unless they are three of ours.

    Their order counts. Capital letters, spaces and punctuation do not.
    """
    letters = re.sub(r"[^a-z]", "", typed.lower())
    matched = re.fullmatch(f"({'|'.join(WORDS)})" * HOW_MANY, letters)
    if not matched:
        raise InputError("These are not three of our words. Look at each one again, letter by letter.", "not_words")
    return " ".join(matched.groups())


def digest(words: str, place: str) -> str:
    """Return what the database keeps of the words of a response; `place` is its service and round.

    It takes a twentieth of a second, so trying all words on a copy of the database takes a week for each place.
    """
    return hashlib.scrypt(words.encode(), salt=place.encode(), n=2**14, r=8, p=1, dklen=16).hex()


def secret_digest(secret: str) -> str:
    """Return what the database keeps of a secret. The secret is random and long, so a fast digest hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sealed(words: str, secret: str) -> int:
    """Return the words as a number that only the same secret turns back into words; a secret seals once."""
    number = 0
    for word in words.split():
        number = number * len(WORDS) + WORDS.index(word)
    return number ^ _mask(secret)


def unsealed(number: int, secret: str) -> str:
    """Return the words that `sealed` took with this secret."""
    number ^= _mask(secret)
    words = []
    for _ in range(HOW_MANY):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    return " ".join(reversed(words))


def _mask(secret: str) -> int:
    return int.from_bytes(hashlib.blake2b(secret.encode(), digest_size=_MASK_BYTES).digest())

"""Invented people: names from the countries that participants come from, and contact data that cannot be anybody's.

Telephone numbers lie in a block that no mobile telephone has, addresses below names reserved for examples.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from unicodedata import normalize

from domain.calendar import add_months

NAMES = (
    # Women, men and families of one region belong together.
    (
        "Amira Rania Hala Lina Dima Nour Salma Yasmin Reem Samar Wafa Ibtisam",
        "Anas Bilal Firas Hadi Jamal Karim Majd Nizar Rami Tarek Walid Idriss",
        "Haddad Khalil Nassar Saleh Darwish Mansour Qasim Elhadi al-Hamwi al_Rifai el_Amin ben_Salah",
    ),
    (
        "Selam Feven Rahwa Mehret Winta Luwam Senait Hiwot Marta Tsion",
        "Filmon Abel Natnael Robel Samiel Yohannes Merhawi Dawit Bereket Tadesse",
        "Tesfay Ghebremedhin Weldu Habte Kiflay Araya Yemane Okbay Bekele Alemu",
    ),
    (
        "Parisa Shirin Nasrin Mina Zahra Fereshte Laila Zeinab",
        "Arash Behrouz Dariush Kamran Navid Reza Farid Zalmay",
        "Ahmadi Karimi Rostami Hosseini Moradi Noori Stanekzai Wardak Sultani",
    ),
    ("Ayaan Hodan Sagal Ifrah", "Abdi Guled Liban Mahad", "Warsame Farah Jama Duale Osman"),
    ("Esra Zeynep Elif Dilan", "Emre Kerem Serkan Baran", "Kaya Çelik Öztürk Doğan"),
    ("Oksana Iryna Halyna Nadia", "Taras Andriy Bohdan Yevhen", "Shevchenko Bondar Melnyk Kravets"),
    (
        "Béatrice Grâce Chantal Aminata Kadiatou",
        "Patrice Dieudonné Fabrice Mamadou Ousmane",
        "Tshibangu Ilunga Mukendi Diallo Camara Keïta",
    ),
    ("Tenzin Dolma Pema", "Sonam Lobsang Tashi", "Dorje Gyatso Norbu"),
)
"""An underscore parts an infix from its name."""

WISHES = (
    "Wil weten welke opleiding bij de zorg past.",
    "Wil beter Nederlands spreken op het werk.",
    "Wil een eigen zaak in de horeca beginnen.",
    "Zoekt een stage in de techniek.",
    "Wil leren hoe een sollicitatiegesprek gaat.",
    "Wil mensen leren kennen die in de kinderopvang werken.",
    "Was boekhouder en zoekt werk op kantoor.",
    "Wil haar of zijn diploma laten waarderen.",
    "Wil leren presenteren voor een groep.",
    "",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist; `gender` as in the import format: v, m or x."""

    first_name: str
    infix: str
    last_name: str
    gender: str
    birth_date: date | None
    phone: str
    email: str


class People:
    """Hands out people, each name and number once; the same seed gives the same people."""

    def __init__(self, rng: Random, first_number: int) -> None:
        self._rng = rng
        self._number = first_number
        self._taken: set[tuple[str, str, str]] = set()

    def invent(self, gender: str, birth_date: date | None) -> Person:
        """The next person."""
        first_name, infix, last_name = self._new_name(gender)
        self._number += 1
        return Person(
            first_name=first_name,
            infix=infix,
            last_name=last_name,
            gender=gender,
            birth_date=birth_date,
            phone=f"06-0000{self._number:04d}",
            email=f"{_ascii(first_name)}.{_ascii(last_name)}{self._number}@voorbeeld.example",
        )

    def _new_name(self, gender: str) -> tuple[str, str, str]:
        while (name := self._any_name(gender)) in self._taken:
            pass
        self._taken.add(name)
        return name

    def _any_name(self, gender: str) -> tuple[str, str, str]:
        (women, men, families) = self._rng.choices(NAMES, weights=[len(names[2]) for names in NAMES])[0]
        first_names = {"v": women, "m": men}.get(gender, f"{women} {men}")
        infix, _, last_name = self._rng.choice(families.split()).rpartition("_")
        return self._rng.choice(first_names.split()), infix, last_name


def born(rng: Random, age: int, on: date) -> date:
    """A birth date of somebody who is `age` whole years old on a day, with the birthday well before or after it."""
    return add_months(on, -12 * age) - timedelta(days=rng.randint(7, 350))


def _ascii(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower()

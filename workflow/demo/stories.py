"""How the measures that have not been decided yet came where they are; days are working days."""

from __future__ import annotations

from .city import (
    ARTS,
    COUNCIL,
    CULTURE,
    DISTRICT,
    ECONOMY,
    GREEN,
    INTERNATIONAL,
    MAIN,
    NATURE,
    OFFICE,
    PERSONNEL,
    STAFF,
    TREASURY,
)
from .walk import Walk


def young_ambassadors(w: Walk) -> None:
    """An incomplete draft: costs and gender aspects are still missing."""
    w.propose(submits=False)
    w.on(3).step("edit", by=w.clerk(1), partners="Stadtjugendring Hannover e. V., Schulen")


def brussels(w: Walk) -> None:
    """A draft nobody outside the office may see."""
    w.propose(submits=False)
    w.on(6).attach("Grundriss", "grundriss.txt", "Zwei Räume, 46 m², dritter Stock, Aufzug.\n")


def language_courses(w: Walk) -> None:
    """Freshly submitted: the office is to check it."""
    w.propose()
    w.on(4).comment("Bitte auch Türkisch und Arabisch prüfen: Danach wird am häufigsten gefragt.")


def europe_week(w: Walk) -> None:
    """Sent back after the formal check."""
    w.propose().on(4).comment("Die Europa-Union würde den Abend der Partnerstädte mittragen.")
    w.on(5).step(
        "send_back",
        by=w.coordinator(),
        reason=(
            "Die Kosten für Bühne und Sicherheitsdienst fehlen. Bitte außerdem klären, wer die "
            "Sondernutzung des Trammplatzes beantragt."
        ),
    )


def welcome_portal(w: Walk) -> None:
    """Returned by a committee to the administration."""
    w.propose().on(4).ask().on(8).signs(ECONOMY).on(10).signs(TREASURY)
    w.on(12).route(
        (STAFF, "advice", 1, 25), (INTERNATIONAL, "advice", 1, 27), (MAIN, "decision", 2, 35)
    )
    w.release()
    w.on(25).vote(
        STAFF, "recommended", (8, 2, 1), verbatim="8 Stimmen dafür, 2 dagegen, 1 Enthaltung"
    )
    w.on(27).result(
        INTERNATIONAL,
        "returned_to_lead",
        "unanimous",
        verbatim=(
            "Der Ausschuss bittet die Verwaltung, Ukrainisch und Farsi aufzunehmen und die Pflege "
            "der Texte nach dem zweiten Jahr darzustellen."
        ),
    )


def grant_guide(w: Walk) -> None:
    """In co-signature: two answers given, two to come."""
    w.propose().on(4).ask(GREEN)
    w.on(6).signs(ECONOMY, "remarks", note="Bitte die Wirtschaftsförderung früh einbeziehen.")
    w.on(9).signs(GREEN, "not_affected")


def train_trips(w: Walk) -> None:
    """The treasury objects for want of cover: nobody may pass over that."""
    w.propose().on(4).ask().on(7).signs(CULTURE)
    w.on(10).signs(
        TREASURY,
        "object",
        note="Im Ansatz „Schulfahrten“ sind nur noch 31.500 Euro frei.",
        over_cover=True,
    )
    w.on(11).comment(
        "In Rouen gibt es einen ähnlichen Zuschuss; wir können den Kontakt herstellen."
    )


def trainees(w: Walk) -> None:
    """Ready: the paper is written, the way through the bodies is drawn."""
    w.propose().on(4).ask(CULTURE).on(9).signs(CULTURE, "not_affected").on(11).signs(TREASURY)
    w.on(15).route(
        (STAFF, "advice", 1, 40), (INTERNATIONAL, "advice", 1, 42), (MAIN, "decision", 2, 50)
    )
    w.attach("Programm", "programm.txt", "Woche 1: Rathaus. Woche 2: Betrieb. Woche 3: Projekt.\n")


def climate_partners(w: Walk) -> None:
    """Two committees side by side: one recommends, the other adjourns."""
    w.propose().on(4).ask().on(6).signs(PERSONNEL).on(9).signs(TREASURY)
    w.on(12).route(
        (INTERNATIONAL, "advice", 1, 28),
        (NATURE, "advice", 1, 30),
        (MAIN, "advice", 2, 62),
        (COUNCIL, "decision", 3, 62),
        copies=w.organizations(DISTRICT),
    )
    w.on(14).release()
    w.on(28).result(
        INTERNATIONAL,
        "adjourned",
        "none",
        verbatim="Vertagt: Der Ausschuss möchte den Freundeskreis Malawi anhören.",
        adjourned_to=w.day(50),
    )
    w.on(30).vote(NATURE, "recommended", (7, 3, 1))
    w.on(31).comment("Der Freundeskreis kommt gern und bringt Bilder aus der Baumschule mit.")


def summer_festival(w: Walk) -> None:
    """Drawn into the groups, then brought in anew, then recommended with changes."""
    w.propose().on(4).ask().on(7).signs(CULTURE).on(8).signs(
        TREASURY, "remarks", note="Ohne Zuschlag."
    )
    w.on(12).route(
        (ARTS, "advice", 1, 26), (INTERNATIONAL, "advice", 1, 28), (MAIN, "decision", 2, 70)
    )
    w.on(13).release()
    w.on(26).result(
        ARTS,
        "drawn_into_groups",
        "none",
        verbatim="Auf Wunsch einer Fraktion in die Fraktionen gezogen",
    )
    w.on(28).result(INTERNATIONAL, "recommended", "unanimous", abstentions=2)
    summer_festival_anew(w)


def summer_festival_anew(w: Walk) -> None:
    """The reprint names when the festival ends."""
    w.on(38).step(
        "replace",
        by=w.coordinator(),
        title=w.text.title,
        motion=f"{w.text.motion} Das Fest endet an beiden Tagen um 22 Uhr.",
        reason="Die Anwohnenden haben um ein festes Ende gebeten.",
    )
    w.on(42).vote(
        ARTS,
        "recommended_with_changes",
        (6, 4, 1),
        change_text="Mindestens ein Drittel der Auftritte geht an Gruppen aus Hannover.",
    )


def bristol_square(w: Walk) -> None:
    """The district council was heard first; a committee's result is still a draft."""
    w.propose().on(4).ask(OFFICE).on(6).signs(OFFICE).on(9).signs(TREASURY)
    w.on(11).route(
        (DISTRICT, "hearing", 1, 24),
        (INTERNATIONAL, "advice", 2, 40),
        (NATURE, "advice", 2, 48),
        (MAIN, "decision", 3, 56),
    )
    w.on(12).release()
    w.on(24).vote(
        DISTRICT,
        "recommended_with_changes",
        (12, 5, 2),
        change_text="Der Platz erhält zusätzlich einen Trinkbrunnen.",
    )
    w.comment("Die Kinder aus Bristol haben schon 40 Entwürfe geschickt.", by=w.coordinator())
    bristol_square_in_committee(w)


def bristol_square_in_committee(w: Walk) -> None:
    """The secretariat keeps a result as a draft until it has been read again."""
    w.on(40).task(
        "record",
        by=w.city.person(INTERNATIONAL, "secretary"),
        at=INTERNATIONAL,
        outcome="recommended",
        manner="unanimous",
        scope="matter",
        verbatim="Einstimmig",
    )

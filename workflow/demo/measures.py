"""The measures of the demo that have not been decided yet."""

from __future__ import annotations

from .city import CULTURE, DISTRICT, ECONOMY, GREEN, OFFICE, PERSONNEL, SCHOOL
from .text import Text

YOUNG_AMBASSADORS = Text(
    title="Jugendbotschafter*innen für die Partnerstädte",
    lead=SCHOOL,
    field=4,
    goals=(1, 3),
    description=(
        "Zwölf Jugendliche aus hannoverschen Schulen und Ausbildungsbetrieben vertreten die Stadt "
        "ein Jahr lang bei Begegnungen mit den Partnerstädten. Sie werden in Gesprächsführung, "
        "Stadtgeschichte und sozialen Medien geschult und berichten in ihren Schulen."
    ),
    justification=(
        "Die Partnerstädte haben auf dem Jugendtreffen um feste Ansprechpersonen gebeten. Die "
        "Kosten werden noch mit dem Stadtjugendring abgestimmt."
    ),
    gender="",
    partners="Stadtjugendring Hannover e. V.",
    period=(120, 600),
)

BRUSSELS = Text(
    title="Gemeinsame Büroräume in Brüssel",
    lead=OFFICE,
    field=3,
    goals=(2,),
    description=(
        "Die Stadt mietet sich mit zwei Arbeitsplätzen in der Vertretung eines norddeutschen "
        "Städteverbunds in Brüssel ein. Über Miete und Laufzeit wird noch verhandelt."
    ),
    justification="Die Angebote der Vermieterin sind vertraulich.",
    costs=((1, "11105 Europa", 64_000),),
    public=False,
)

LANGUAGE_COURSES = Text(
    title="Sprachkurse für Beschäftigte mit Publikumsverkehr",
    lead=PERSONNEL,
    field=2,
    goals=(2, 3),
    description=(
        "In Bürgerämtern, Bibliotheken und der Ausländerbehörde lernen jährlich 60 Beschäftigte "
        "Englisch oder Französisch in festen Gruppen während der Arbeitszeit. Wer einen Kurs "
        "abschließt, trägt das auf dem Namensschild."
    ),
    justification=(
        "Jedes fünfte Gespräch am Schalter wird heute mit Händen und Füßen oder über Dritte "
        "geführt. Die Befragung der Beschäftigten nennt Sprachkurse als wichtigsten Wunsch."
    ),
    gender=(
        "In den beteiligten Stellen arbeiten überwiegend Frauen, viele in Teilzeit. Die Kurse "
        "liegen deshalb vormittags und können ohne Nachteil unterbrochen werden."
    ),
    partners="Volkshochschule, Institut français",
    participants=(OFFICE,),
    costs=((0, "11120 Personalentwicklung", 38_000),),
    sources=(("budget", "Fortbildungsbudget des Fachbereichs", (38_000,), ""),),
)

EUROPE_WEEK = Text(
    title="Europa-Woche auf dem Trammplatz",
    lead=OFFICE,
    field=4,
    goals=(2, 3),
    description=(
        "Rund um den 9. Mai zeigen Vereine, Schulen und Betriebe sechs Tage lang, wo Europa in "
        "Hannover stattfindet: mit Bühne, Gesprächen im Zelt und einem Abend der Partnerstädte."
    ),
    justification="Die Woche bündelt bisher verstreute Veranstaltungen und erreicht neue Gruppen.",
    partners="Europa-Union, Europäisches Informations-Zentrum Niedersachsen",
    participants=(CULTURE, SCHOOL),
    costs=((0, "11105 Europa", 54_500),),
    sources=(("budget", "Veranstaltungsbudget", (54_500,), ""),),
    period=(90, 260),
)

WELCOME_PORTAL = Text(
    title="Mehrsprachiges Willkommensportal",
    lead=PERSONNEL,
    field=3,
    goals=(2, 3),
    description=(
        "Ein Portal führt Zugezogene in acht Sprachen durch die ersten 100 Tage: Anmeldung, "
        "Schule, Arbeit, Wohnen, Ehrenamt. Die Texte sind in einfacher Sprache und werden von "
        "einer festen Redaktion gepflegt."
    ),
    justification=(
        "Die Auskünfte der Stadt liegen auf 14 Internetseiten, nur drei davon sind übersetzt. "
        "Betriebe nennen das als Grund, warum Fachkräfte nicht bleiben."
    ),
    motion=(
        "Der Verwaltungsausschuss beschließt die Einrichtung eines mehrsprachigen "
        "Willkommensportals und dessen redaktionelle Betreuung für zwei Jahre."
    ),
    partners="Welcome Center der Region",
    participants=(ECONOMY, OFFICE),
    costs=((0, "11130 Digitale Dienste", 46_000), (1, "11130 Digitale Dienste", 42_000)),
    sources=(("budget", "Digitalisierungsbudget", (46_000, 42_000), ""),),
)

GRANT_GUIDE = Text(
    title="Fördermittel-Lotsin für die Fachbereiche",
    lead=OFFICE,
    field=3,
    goals=(2,),
    description=(
        "Eine Stelle beobachtet die Förderprogramme der Europäischen Union, spricht die passenden "
        "Fachbereiche drei Monate vor jeder Frist an und begleitet die Anträge bis zum "
        "Verwendungsnachweis."
    ),
    justification=(
        "In den letzten drei Jahren hat die Stadt sieben von neun geeigneten Aufrufen verpasst, "
        "weil die Fristen zu spät bekannt waren."
    ),
    participants=(ECONOMY, GREEN, SCHOOL),
    costs=((0, "11105 Europa", 36_000), (1, "11105 Europa", 72_000)),
    sources=(("corridor", "Finanzkorridor Internationales", (36_000, 72_000), ""),),
)

TRAIN_TRIPS = Text(
    title="Mit der Bahn in die Partnerstadt: Klassenfahrten nach Rouen und Posen",
    lead=SCHOOL,
    field=4,
    goals=(1, 3),
    description=(
        "Schulklassen, die mit der Bahn nach Rouen oder Posen fahren, erhalten 60 Euro je Kind. "
        "Der Zuschuss reicht für 40 Klassen im Jahr und wird ohne Papier beantragt."
    ),
    justification="Flug und Bus sind für viele Schulen billiger, aber nicht das, was wir wollen.",
    climate="Je Klasse werden gegenüber der Flugreise rund vier Tonnen Kohlendioxid vermieden.",
    costs=((0, "24301 Schulische Aufgaben", 66_000),),
    sources=(("budget", "Schulfahrten", (66_000,), ""),),
)

TRAINEES = Text(
    title="Austausch von Auszubildenden mit Perpignan und Posen",
    lead=PERSONNEL,
    field=1,
    goals=(1, 2),
    description=(
        "Jedes Jahr gehen 16 Auszubildende der Stadt für drei Wochen in die Rathäuser von "
        "Perpignan und Posen, ebenso viele kommen nach Hannover. Vorbereitet werden sie in einem "
        "gemeinsamen Sprachkurs."
    ),
    justification=(
        "Der Austausch macht die Ausbildung bei der Stadt attraktiver und bringt Beschäftigte "
        "mit Auslandserfahrung in die Fachbereiche."
    ),
    motion=(
        "Der Verwaltungsausschuss stimmt dem jährlichen Austausch von Auszubildenden mit den "
        "Partnerstädten Perpignan und Posen zu."
    ),
    partners="Ville de Perpignan, Miasto Poznań",
    costs=((0, "11120 Personalentwicklung", 28_400), (1, "11120 Personalentwicklung", 28_400)),
    sources=(("budget", "Ausbildungsbudget", (28_400, 28_400), ""),),
)

CLIMATE_PARTNERS = Text(
    title="Klimapartnerschaft mit Blantyre",
    lead=GREEN,
    field=1,
    goals=(1, 3),
    description=(
        "Die Stadtgärtnereien von Hannover und Blantyre ziehen gemeinsam trockenfeste Baumarten "
        "heran und pflanzen in beiden Städten je 1.000 Bäume. Vier Fachleute im Jahr tauschen "
        "für sechs Wochen den Arbeitsplatz."
    ),
    justification=(
        "Blantyre verliert jährlich Wald in der Größe der Eilenriede, Hannover sucht Bäume für "
        "heiße Sommer. Beide Städte haben das Vorhaben auf ihrer Partnerschaftstagung verabredet."
    ),
    motion=(
        "Die Ratsversammlung beschließt die Klimapartnerschaft mit Blantyre für drei Jahre und "
        "stellt dafür 148.000 Euro bereit."
    ),
    climate="2.000 Bäume binden nach zehn Jahren jährlich rund 25 Tonnen Kohlendioxid.",
    partners="Blantyre City Council, Freundeskreis Malawi",
    urgency="high",
    participants=(OFFICE,),
    costs=((0, "55401 Klimaschutz", 74_000), (1, "55401 Klimaschutz", 74_000)),
    sources=(("budget", "Klimaschutzbudget", (74_000, 74_000), ""),),
)

SUMMER_FESTIVAL = Text(
    title="Interkulturelles Sommerfest am Maschteich",
    lead=OFFICE,
    field=4,
    goals=(3,),
    description=(
        "Ein Wochenende lang gestalten Migrantenvereine, Chöre und Küchen der Stadtteile das "
        "Ufer am Maschteich. Die Vereine entscheiden selbst über das Programm, die Stadt stellt "
        "Technik, Sicherheit und Werbung."
    ),
    justification="Das Fest ersetzt fünf kleinere Veranstaltungen und stärkt das Ehrenamt.",
    motion=(
        "Der Verwaltungsausschuss beschließt die Ausrichtung eines interkulturellen Sommerfestes."
    ),
    partners="MiSO-Netzwerk Hannover",
    participants=(CULTURE,),
    costs=((0, "28101 Kulturförderung", 61_000),),
    sources=(("budget", "Kulturelle Veranstaltungen", (61_000,), ""),),
    period=(150, 300),
)

BRISTOL_SQUARE = Text(
    title="Bristol-Platz: ein Ort der Städtepartnerschaften in Linden",
    lead=GREEN,
    field=1,
    goals=(1, 3),
    description=(
        "Der kleine Platz an der Limmerstraße erhält Bänke, Bäume und ein Wegzeichen zu allen "
        "Partnerstädten. Kinder aus Linden und Bristol gestalten das Pflaster."
    ),
    justification="Der Stadtbezirk wünscht sich seit Langem einen Ort der Partnerschaft.",
    motion=(
        "Der Verwaltungsausschuss beschließt die Umgestaltung des Platzes an der Limmerstraße "
        "zum Bristol-Platz."
    ),
    climate="Entsiegelt werden 180 Quadratmeter; gepflanzt werden neun Bäume.",
    partners="Bristol Hannover Council",
    costs=((0, "55101 Grünflächen", 84_000),),
    sources=(("budget", "Grünflächenunterhaltung", (84_000,), ""),),
    district=DISTRICT,
)

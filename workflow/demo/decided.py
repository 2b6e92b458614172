"""The measures of the demo that have been decided, one way or the other."""

from __future__ import annotations

from .city import CULTURE, ECONOMY, GREEN, OFFICE, PERSONNEL, SCHOOL
from .text import Text

COOL_YARDS = Text(
    title="Kühle Schulhöfe: ein Horizont-Projekt mit Rouen und Posen",
    lead=GREEN,
    field=3,
    goals=(1, 2),
    description=(
        "Drei Schulhöfe in Hannover, Rouen und Posen werden entsiegelt, beschattet und zwei Sommer "
        "lang vermessen. Die Ergebnisse werden zum Leitfaden für alle Partnerstädte."
    ),
    justification=(
        "An 31 Tagen war es im letzten Sommer auf hannoverschen Schulhöfen heißer als 35 Grad. "
        "Horizont Europa fördert gemeinsame Versuche von Städten mit 70 Prozent."
    ),
    motion=(
        "Die Ratsversammlung beschließt die Teilnahme am Projekt „Kühle Schulhöfe“ und stellt "
        "den Eigenanteil bereit."
    ),
    climate="Schatten und offener Boden senken die Temperatur auf den Höfen um bis zu acht Grad.",
    partners="Ville de Rouen, Miasto Poznań, Leibniz Universität Hannover",
    urgency="high",
    participants=(SCHOOL, OFFICE),
    costs=((0, "55401 Klimaschutz", 90_000), (1, "55401 Klimaschutz", 210_000)),
    sources=(
        ("grant", "Horizont Europa", (63_000, 147_000), ""),
        ("own_share", "Eigenanteil Klimaschutz", (27_000, 63_000), ""),
    ),
    period=(-40, 700),
)

TRADE_FAIR = Text(
    title="Gemeinschaftsstand auf der Messe in Posen",
    lead=ECONOMY,
    field=1,
    goals=(1,),
    description=(
        "Zwölf hannoversche Betriebe zeigen auf der Messe für Stadttechnik in Posen ihre Produkte. "
        "Die Stadt mietet den Stand, die Betriebe tragen Reise und Personal."
    ),
    justification="Posen ist Partnerstadt und Tor zu einem wachsenden Markt.",
    motion="Der Verwaltungsausschuss beschließt die Teilnahme an der Messe in Posen.",
    partners="Industrie- und Handelskammer Hannover",
    costs=((0, "57101 Wirtschaftsförderung", 58_000),),
    sources=(("budget", "Standortwerbung", (58_000,), ""),),
    period=(-150, -20),
)

INTERPRETERS = Text(
    title="Rahmenvertrag für Dolmetschdienste",
    lead=PERSONNEL,
    field=2,
    goals=(2, 3),
    description=(
        "Ein Rahmenvertrag sichert den Bürgerämtern Dolmetschende am Telefon und am Bildschirm in "
        "22 Sprachen innerhalb von 15 Minuten. Die Kalkulation der Bietenden ist vertraulich."
    ),
    justification="Die bisherigen Einzelaufträge dauern zu lange und kosten ein Drittel mehr.",
    costs=((0, "11120 Personalentwicklung", 48_000),),
    sources=(("budget", "Sprachmittlung", (48_000,), ""),),
    period=(10, 380),
    public=False,
)

BRISTOL_JUBILEE = Text(
    title="Jubiläumsjahr der Partnerschaft mit Bristol",
    lead=CULTURE,
    field=1,
    goals=(1, 3),
    description=(
        "Ein Jahr lang erinnern Hannover und Bristol an den Beginn ihrer Partnerschaft im Jahr "
        "1947: mit einer Wanderausstellung, einem gemeinsamen Orchester und 500 Gastbetten in "
        "Familien."
    ),
    justification=(
        "Es ist die älteste Partnerschaft der Stadt. Bristol beteiligt sich an den Kosten der "
        "Begegnungen zur Hälfte."
    ),
    motion=(
        "Die Ratsversammlung beschließt das Programm zum Jubiläum der Partnerschaft mit Bristol "
        "und stellt dafür 132.000 Euro bereit."
    ),
    climate="Die Reisen der Gruppen werden mit Bahn und Fähre geplant.",
    partners="Bristol City Council, Bristol Hannover Council",
    urgency="high",
    participants=(OFFICE, SCHOOL),
    costs=((0, "28101 Kulturförderung", 92_000), (1, "28101 Kulturförderung", 40_000)),
    sources=(
        ("grant", "CERV Städtepartnerschaften", (30_000,), ""),
        ("budget", "Kulturprojekte", (62_000, 40_000), ""),
    ),
    period=(-120, 240),
)

STORM_AID = Text(
    title="Hilfe für Perpignan nach dem Unwetter",
    lead=OFFICE,
    field=1,
    goals=(1,),
    description=(
        "Nach den Überschwemmungen schickt die Stadt Pumpen, Notstromgeräte und acht Fachleute der "
        "Stadtentwässerung nach Perpignan. Die Geräte bleiben drei Monate dort."
    ),
    justification="Die Partnerstadt hat am Tag nach dem Unwetter um Hilfe gebeten.",
    motion="Die Ratsversammlung beschließt die Soforthilfe für Perpignan.",
    partners="Ville de Perpignan, Technisches Hilfswerk",
    urgency="high",
    costs=((0, "12801 Katastrophenschutz", 34_000),),
    sources=(("over_plan", "Außerplanmäßige Mittel", (34_000,), "Minderaufwand bei Dienstreisen"),),
    period=(-60, 60),
)

WRITERS = Text(
    title="Schreiben in Hannover: Stipendium für Autorinnen und Autoren aus den Partnerstädten",
    lead=CULTURE,
    field=1,
    goals=(1, 3),
    description=(
        "Jedes Jahr lebt eine Person, die schreibt, sechs Monate in einer städtischen Wohnung, "
        "liest in Stadtteilbibliotheken und arbeitet mit zwei Schulen. Das Vorhaben lief schon, "
        "bevor das Handlungskonzept galt."
    ),
    justification="Die Jury hat bisher vier Aufenthalte vergeben; alle Lesungen waren ausverkauft.",
    motion="Der Kulturausschuss hat das Stipendium vor dem Handlungskonzept beschlossen.",
    partners="Literaturhaus Hannover",
    costs=((0, "28101 Kulturförderung", 31_000),),
    sources=(("budget", "Stipendien", (31_000,), ""),),
    period=(-500, 200),
)

HIROSHIMA = Text(
    title="Jugendbegegnung mit Hiroshima: Erinnern und Frieden",
    lead=SCHOOL,
    field=4,
    goals=(1, 3),
    description=(
        "20 Jugendliche aus Hannover und Hiroshima verbringen je zwei Wochen in beiden Städten, "
        "befragen Zeitzeugen und bereiten eine Ausstellung für das Rathaus vor."
    ),
    justification=(
        "Es leben nur noch wenige, die erzählen können. Der Kinder- und Jugendplan des Bundes "
        "lässt den Beginn vor dem Bescheid zu."
    ),
    motion=(
        "Der Verwaltungsausschuss beschließt die Jugendbegegnung mit Hiroshima vorbehaltlich der "
        "Förderung durch den Bund."
    ),
    climate="Die Flüge verursachen rund 70 Tonnen Kohlendioxid und werden ausgeglichen.",
    partners="Hiroshima Peace Culture Foundation",
    participants=(OFFICE,),
    costs=((0, "36201 Jugendarbeit", 64_000),),
    sources=(
        ("grant", "Kinder- und Jugendplan des Bundes", (40_000,), ""),
        ("own_share", "Eigenanteil Schulpartnerschaften", (24_000,), ""),
    ),
    period=(-30, 150),
)

FOUNDERS = Text(
    title="Gründungszentrum der Partnerstädte Hannover und Rouen",
    lead=ECONOMY,
    field=1,
    goals=(1, 2),
    description=(
        "Junge Betriebe aus beiden Städten arbeiten drei Monate in der jeweils anderen Stadt und "
        "nutzen dort Werkstatt, Beratung und Kontakte. Im ersten Jahr sind acht Plätze vorgesehen."
    ),
    justification="Beide Städte fördern Gründungen, aber jede für sich.",
    motion="Der Verwaltungsausschuss beschließt das gemeinsame Gründungszentrum mit Rouen.",
    partners="Métropole Rouen Normandie",
    costs=((0, "57101 Wirtschaftsförderung", 72_000),),
    sources=(("budget", "Gründungsförderung", (72_000,), ""),),
    period=(-130, 300),
)

TRAINING = Text(
    title="Interkulturelles Training für Führungskräfte",
    lead=PERSONNEL,
    field=2,
    goals=(2,),
    description=(
        "Alle 140 Führungskräfte der Bürgerdienste nehmen an zwei Tagen Training teil und bringen "
        "einen Fall aus ihrem Alltag mit. Nach einem halben Jahr folgt ein dritter Tag."
    ),
    justification="Beschwerden über Missverständnisse am Schalter haben sich verdoppelt.",
    motion="Der Verwaltungsausschuss beschließt das Trainingsprogramm für Führungskräfte.",
    costs=((0, "11120 Personalentwicklung", 52_000),),
    sources=(("budget", "Führungskräfteentwicklung", (52_000,), ""),),
    period=(-180, -10),
)

GUEST_GUIDE = Text(
    title="Leitfaden „Internationale Gäste empfangen“",
    lead=OFFICE,
    field=2,
    goals=(1, 2),
    description=(
        "Ein Leitfaden von 24 Seiten sagt, wer bei Besuchen aus dem Ausland einlädt, begrüßt, "
        "übersetzt und bezahlt. Er entsteht mit den Vorzimmern und liegt im Intranet."
    ),
    justification="Bei jedem dritten Besuch waren Zuständigkeiten bis zum Vortag ungeklärt.",
    no_costs=True,
    period=(-200, -60),
)

YOUTH_CAPITAL = Text(
    title="Bewerbung als Europäische Jugendhauptstadt",
    lead=SCHOOL,
    field=3,
    goals=(2, 3),
    description=(
        "Hannover bewirbt sich um den Titel der Europäischen Jugendhauptstadt. Ein Büro mit fünf "
        "Stellen bereitet ein Jahr mit 300 Veranstaltungen vor."
    ),
    justification="Der Titel zieht Fördermittel und Aufmerksamkeit an.",
    motion=(
        "Die Ratsversammlung beschließt die Bewerbung als Europäische Jugendhauptstadt und stellt "
        "dafür 940.000 Euro bereit."
    ),
    partners="Stadtjugendring Hannover e. V.",
    participants=(CULTURE, OFFICE),
    costs=((0, "36201 Jugendarbeit", 240_000), (1, "36201 Jugendarbeit", 700_000)),
    sources=(("budget", "Haushaltsplan, neuer Ansatz", (240_000, 700_000), ""),),
)

INTERPRETED_COUNCIL = Text(
    title="Ratssitzungen mit englischer Übersetzung im Netz",
    lead=PERSONNEL,
    field=2,
    goals=(2, 3),
    description=(
        "Alle Sitzungen der Ratsversammlung werden simultan ins Englische übersetzt und mit Ton "
        "ins Netz gestellt."
    ),
    justification="Viele Neubürgerinnen und Neubürger aus Europa dürfen wählen, folgen aber nicht.",
    motion="Der Verwaltungsausschuss beschließt die Übersetzung der Ratssitzungen.",
    costs=((0, "11101 Ratsangelegenheiten", 88_000),),
    sources=(("budget", "Ratsangelegenheiten", (88_000,), ""),),
)

SUPPLY_CHAINS = Text(
    title="Faire Beschaffung über Grenzen: Interreg-Projekt mit Rouen und Posen",
    lead=GREEN,
    field=3,
    goals=(1, 2),
    description=(
        "Drei Rathäuser beschreiben gemeinsam, wie sie Textilien, Bälle und Kaffee fair einkaufen, "
        "und schreiben einmal zusammen aus. Das Projekt hängt von der Förderung ab."
    ),
    justification="Eine gemeinsame Ausschreibung senkt die Preise und stärkt faire Lieferketten.",
    motion="Der Verwaltungsausschuss beschließt, den Interreg-Antrag gemeinsam zu stellen.",
    climate="Kürzere Transportwege senken die Emissionen geringfügig.",
    partners="Ville de Rouen, Miasto Poznań",
    participants=(ECONOMY,),
    costs=((0, "55401 Klimaschutz", 76_000),),
    sources=(
        ("grant", "Interreg Nordwesteuropa", (60_000,), ""),
        ("own_share", "Eigenanteil Beschaffung", (16_000,), ""),
    ),
)

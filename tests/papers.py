"""Papers written for the tests."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "core" / "samples" / "internationales-konzept.txt"
REAL_PAPERS = ROOT.parent / "shared" / "data"

MOTION = """\
SIM - DS 1234/2019
Drucksache Nr. 1234/2019:
Antrag der Gruppe Parkbank zu
mehr Bäumen
Informationen:
verwandte Drucksachen: 1200/2019
Inhalt der Drucksache:
Bitte beachten Sie, dass der folgende Text abweichen kann,
wenn das Programm umbricht.

Antrag der Gruppe Parkbank zu mehr Bäumen

In den Ausschuss für Umweltschutz und Grünflächen

Antrag, zu beschließen: Es werden Bäume gepflanzt.
Begründung: Es fehlt an Schatten.

Hannover / 12.03.2019
"""

RESOLUTION = """\
Landeshauptstadt Hannover
Beschluss-
drucksache b
In die Ratsversammlung
In den Ausschuss für Liegenschafts-
angelegenheiten (zur Anhörung)
An die Stadtbezirksräte 01 - 13 (zur
Kenntnis)
Nr.
15-0822/2026N1
Anzahl der
Anlagen 3 (nur online)
Zu TOP 4.1
BITTE AUFBEWAHREN -
wird nicht noch einmal versandt
Neubau der Grundschule
Am Lindener Berg
Antrag,
1. dem Bau zuzustimmen,
2. die Mittel bereitzustellen.
Begründung der Neufassung
Die Summe hat sich geändert.
Berücksichtigung von Gender-
Aspekten
Die Schule steht allen offen.
Kostentabelle
Es entstehen keine finanziellen Auswirkungen.
Begründung des Antrages
Die alte Schule ist zu klein.

Zeitplan

Die Arbeiten beginnen im Frühjahr und enden im Herbst.
Dez. IV / 40.1
Hannover, den 3.4.2026
Anlage 1: Lageplan
"""


def paper(
    *, kind="Informationsdrucksache", head="", number="Nr. 0001/2026", title="Ein Titel", text=""
) -> str:
    """A short paper whose parts a test exchanges."""
    return f"{kind}\n{head}\n\n{number}\n\n{title}\n\nAnlass\n\n{text}\n\n15.2\n\nOrt / 02.01.2026"

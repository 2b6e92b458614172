"""How the decided measures fared afterwards; days are working days."""

from __future__ import annotations

from decimal import Decimal

from .city import (
    ARTS,
    COUNCIL,
    CULTURE,
    ECONOMY,
    INTERNATIONAL,
    LABOUR,
    MAIN,
    NATURE,
    OFFICE,
    PERSONNEL,
    SCHOOL,
    SCHOOLS,
    STAFF,
    TREASURY,
    YOUTH,
)
from .walk import Walk


def adopted_by_main_committee(w: Walk, committee: str, *signers: str) -> None:
    """The ordinary way: co-signed, two committees side by side, adopted by the main committee."""
    w.propose().on(4).ask().on(8).all_sign(*signers)
    w.on(12).route(
        (committee, "advice", 1, 25), (INTERNATIONAL, "advice", 1, 27), (MAIN, "decision", 2, 34)
    )
    w.on(13).release()
    w.on(25).result(committee, "recommended", "unanimous")
    w.on(27).vote(INTERNATIONAL, "recommended", (9, 1, 1))
    w.on(34).result(MAIN, "approved", "unanimous", verbatim="Einstimmig")


def sent_to_council(w: Walk, committee: str) -> None:
    """Two committees side by side, then main committee and council on the same day."""
    w.on(12).route(
        (committee, "advice", 1, 26),
        (INTERNATIONAL, "advice", 1, 28),
        (MAIN, "advice", 2, 40),
        (COUNCIL, "decision", 3, 40),
    )
    w.on(13).release()


def trade_fair(w: Walk) -> None:
    """Begun and then stopped: the fair was cancelled."""
    adopted_by_main_committee(w, LABOUR, TREASURY)
    w.on(36).plan_work(("Standfläche gebucht", 60), ("Messe besucht", 130)).start()
    w.on(60).reach("Standfläche gebucht").report(
        "green", 30, 18_400, "Zwölf Betriebe haben zugesagt. Die Standfläche ist gebucht."
    )
    w.on(62).accepts_report()
    w.on(95).report(
        "red",
        35,
        21_900,
        "Die Messe hat ihre Absage angekündigt. Die Anzahlung wird zurückverlangt.",
    )
    w.on(97).accepts_report(remark="Bitte die Betriebe heute noch benachrichtigen.")
    w.on(104).step(
        "abort",
        by=w.coordinator(),
        reason="Die Messe findet nicht statt; ein anderer Termin im selben Jahr ist nicht möglich.",
        decision_reference="Beschluss des Verwaltungsausschusses, Protokoll TOP 12",
    )
    w.on(118).grant("Standortwerbung", "accounted", "Abrechnung Nr. 57-118")
    w.on(121).task("complete", by=w.coordinator(1))


def interpreters(w: Walk) -> None:
    """Business of the running administration, not public, ready to begin."""
    w.propose().on(4).ask().on(9).signs(TREASURY)
    w.on(12).task(
        "approve_in_budget",
        by=w.coordinator(),
        decided_by="Leitung des Fachbereichs Personal und Organisation",
        legal_basis="§ 85 Abs. 1 Nr. 7 NKomVG, Geschäft der laufenden Verwaltung",
    )
    w.on(15).plan_work(("Zuschlag erteilt", 40), ("Erste Gespräche am Bildschirm", 70))


def bristol_jubilee(w: Walk) -> None:
    """An objection passed over, a grant won, good reports."""
    w.propose().on(4).ask(SCHOOL).on(6).signs(PERSONNEL)
    w.on(7).signs(SCHOOL, "object", note="Die Gastfamilien werden vor allem Schulen finden müssen.")
    w.on(9).signs(TREASURY)
    w.on(11).task(
        "overrule",
        by=w.coordinator(),
        at="15.2",
        reason="Das Kulturbüro stellt eine Kraft für die Suche nach Gastfamilien.",
        authority="Dezernat für Bildung und Kultur",
    )
    w.grant("CERV Städtepartnerschaften", "applied", "Antrag 101-Bristol")
    sent_to_council(w, ARTS)
    w.on(26).result(ARTS, "recommended", "unanimous")
    w.on(28).result(INTERNATIONAL, "recommended", "unanimous", abstentions=1)
    w.on(40).result(MAIN, "recommended").result(
        COUNCIL, "approved", "majority", abstentions=6, verbatim="Bei 6 Enthaltungen beschlossen"
    )
    bristol_jubilee_at_work(w)


def bristol_jubilee_at_work(w: Walk) -> None:
    """The grant is confirmed, the first milestone reached."""
    w.on(55).grant(
        "CERV Städtepartnerschaften",
        "granted",
        "Bescheid liegt bei den Akten",
        notice_number="CERV-101147",
        notice_on=w.day(53),
        period_from=w.day(53),
        period_to=w.day(320),
        proof_due=w.day(380),
    )
    w.on(58).confirm("CERV Städtepartnerschaften")
    w.on(60).plan_work(("Ausstellung eröffnet", 120), ("Konzert des Orchesters", 260)).start()
    w.on(61).order(SCHOOL, "120 Gastbetten in Familien finden", 100, 2)
    w.order(OFFICE, "Bahn und Fähre für die Gruppen buchen", 330, 6)
    w.on(88).settles(SCHOOL, "210 Gastbetten sind zugesagt, 90 mehr als verlangt.")
    w.on(90).report(
        "green", 15, 12_600, "Die Ausstellung ist in Arbeit. 210 Gastbetten sind zugesagt."
    )
    w.on(92).accepts_report()
    w.on(121).reach("Ausstellung eröffnet")
    w.on(150).report(
        "green", 45, 48_300, "Die Ausstellung sahen 9.000 Menschen. Das Orchester probt."
    )
    w.on(153).accepts_report(remark="Schöner Erfolg; bitte die Zahlen auch an die Presse geben.")
    w.on(160).grant("CERV Städtepartnerschaften", "drawn", "Mittelabruf Nr. 1")
    w.measures("output", "Besuche der Ausstellung", "Personen", 12_000, 2_100, 5_600, 9_000)
    w.attach("Plakat", "plakat.txt", "Hannover und Bristol: seit 1947 befreundet.\n")


def storm_aid(w: Walk) -> None:
    """Decided urgently by two people; the council is informed afterwards."""
    w.propose(submits=False).submit()
    w.on(1).step(
        "urgent",
        by=w.coordinator(),
        reason="Die nächste Sitzung käme zu spät: Das Wasser steht in 400 Häusern.",
        decided_by="Oberbürgermeister im Einvernehmen mit der Stellvertretung",
        legal_basis="§ 89 Satz 2 NKomVG",
        decision_reference="Eilentscheidung vom selben Tag",
    )
    w.task("look_again", by=w.coordinator(1), answer="confirm", reason="Die Unterlagen liegen vor.")
    storm_aid_at_work(w)


def storm_aid_at_work(w: Walk) -> None:
    """The bodies are informed afterwards; two of the devices are damaged."""
    w.on(2).plan_work(("Geräte angekommen", 5), ("Geräte zurück", 70)).start()
    w.on(3).step(
        "inform",
        by=w.coordinator(),
        title="Eilentscheidung: Hilfe für Perpignan",
        text="Die Verwaltung unterrichtet über die Hilfe nach dem Unwetter.",
        organizations=w.organizations(MAIN, COUNCIL),
        meeting_on=w.day(15),
    )
    w.on(6).reach("Geräte angekommen")
    w.on(15).result(MAIN, "noted", "none").result(COUNCIL, "noted", "none")
    w.on(30).report(
        "yellow", 70, 29_800, "Die Pumpen laufen. Zwei Geräte sind beschädigt.", "Ersatz prüfen"
    )
    w.on(32).accepts_report()


def writers(w: Walk) -> None:
    """A case begun before the concept, taken over by two people; its report is red."""
    w.propose(submits=False, by=w.coordinator())
    w.on(3).step(
        "take_over",
        by=w.coordinator(),
        reason="Das Stipendium läuft seit Jahren und wird jetzt mit dem Handlungskonzept geführt.",
        to="implementing",
        decision_reference="Drucksache 1894/2023, Kulturausschuss",
        evidence="Protokollauszug und Vertrag mit dem Literaturhaus",
        decided_on=w.day(-400),
    )
    w.task("look_again", by=w.coordinator(1), answer="confirm", reason="Protokoll geprüft.")
    writers_at_work(w)


def writers_at_work(w: Walk) -> None:
    """The first red report is returned, the second one waits for the office."""
    w.on(5).confirm("Stipendien")
    w.on(7).plan_work(("Jury hat entschieden", 60), ("Wohnung bezogen", 100))
    w.on(62).reach("Jury hat entschieden")
    w.on(112).report(
        "red",
        40,
        14_200,
        "Die Wohnung ist nach einem Wasserschaden gesperrt. Ein Ersatz ist nicht gefunden.",
        "Gespräch mit der Wohnungsgesellschaft",
    )
    w.on(113).accepts_report("return", "Bitte den Zeitplan für einen Ersatz ergänzen.")
    w.on(116).report(
        "red", 40, 14_200, "Die Wohnung bleibt drei Monate gesperrt. Ein Hotel springt ein."
    )


def hiroshima(w: Walk) -> None:
    """Begun early: the notice on the grant is still to come."""
    adopted_by_main_committee(w, SCHOOLS, CULTURE, TREASURY)
    w.on(36).grant("Kinder- und Jugendplan des Bundes", "applied", "Antrag KJP 2207")
    w.on(50).grant(
        "Kinder- und Jugendplan des Bundes",
        "early_start",
        "Bescheid KJP 2207-V über den vorzeitigen Maßnahmenbeginn",
        starts_on=w.day(52),
    )
    w.on(53).plan_work(("Gruppe ausgewählt", 70), ("Reise nach Hiroshima", 140))
    w.step("start_early", by=w.head())
    w.on(71).reach("Gruppe ausgewählt")
    w.on(85).report("green", 25, 9_700, "Die Gruppe steht. Die Flüge sind vorgemerkt.")
    w.on(87).accepts_report()
    w.on(100).report(
        "yellow", 30, 11_200, "Der Bescheid lässt auf sich warten. Die Flüge werden teurer."
    )


def founders(w: Walk) -> None:
    """In force; the paper for more money was rejected: the work rests."""
    adopted_by_main_committee(w, LABOUR, TREASURY)
    w.on(38).plan_work(("Acht Plätze vergeben", 80), ("Abschlussschau", 260)).start()
    w.on(82).reach("Acht Plätze vergeben").report(
        "yellow",
        35,
        40_500,
        "Alle Plätze sind vergeben. Die Werkstatt in Rouen kostet mehr als geplant.",
    )
    w.on(84).accepts_report()
    w.on(95).step(
        "reopen_for_decision",
        by=w.coordinator(),
        reason="Die Mehrkosten liegen über der Wertgrenze.",
        deviation="Die Kosten steigen von 72.000 auf 94.000 Euro.",
    )
    founders_ask_for_more(w)


def founders_ask_for_more(w: Walk) -> None:
    """The new version of the paper is rejected."""
    further = [(0, "57101 Wirtschaftsförderung", 94_000)]
    w.on(99).step("edit", by=w.clerk(), cost_lines=w.cost_lines(further))
    w.on(101).submit().on(104).ask().on(108).signs(
        TREASURY, "remarks", note="Deckung im Folgejahr."
    )
    w.on(111).route(
        (LABOUR, "advice", 1, 125),
        (INTERNATIONAL, "advice", 1, 127),
        (MAIN, "decision", 2, 134),
        motion="Der Verwaltungsausschuss stimmt den Mehrkosten von 22.000 Euro zu.",
        reprint_reason="Mehrkosten der Werkstatt in Rouen",
    )
    w.on(112).release().on(125).vote(LABOUR, "rejected", (4, 7, 0))
    w.on(127).vote(INTERNATIONAL, "recommended", (6, 5, 0))
    w.on(134).vote(MAIN, "rejected", (5, 6, 0), verbatim="Mit 6 Nein-Stimmen abgelehnt")
    w.on(150).comment("Rouen bietet an, die Werkstatt ein Jahr lang allein zu tragen.")


def training(w: Walk) -> None:
    """Done: the office is to confirm its completion."""
    adopted_by_main_committee(w, STAFF, TREASURY)
    w.on(40).plan_work(("Erste Gruppe geschult", 70), ("Letzte Gruppe geschult", 180)).start()
    w.on(72).reach("Erste Gruppe geschult").report(
        "green", 20, 11_000, "28 Führungskräfte sind geschult. Die Rückmeldungen sind gut."
    )
    w.on(75).accepts_report()
    w.on(130).report(
        "yellow", 60, 30_400, "Eine Trainerin fällt aus. Zwei Gruppen werden verschoben."
    )
    w.on(132).accepts_report()
    w.on(182).reach("Letzte Gruppe geschult").report(
        "green", 100, 50_900, "Alle 140 Führungskräfte sind geschult."
    )
    w.on(184).accepts_report()
    w.on(195).grant("Führungskräfteentwicklung", "accounted", "Schlussrechnung 11-195")
    w.on(200).task(
        "request_completion",
        by=w.head(),
        completion="achieved",
        final_report="140 Führungskräfte sind geschult; Beschwerden sanken um ein Drittel.",
        actual_cost=Decimal(50_900),
    )


def guest_guide(w: Walk) -> None:
    """Without costs and without a body, completed and made a standing task."""
    w.propose().on(5).task("pass_check", by=w.coordinator())
    w.on(8).task(
        "approve_in_budget",
        by=w.coordinator(1),
        decided_by="Leitung des Büros für internationale Angelegenheiten",
        legal_basis="§ 85 Abs. 1 Nr. 7 NKomVG, Geschäft der laufenden Verwaltung",
    )
    w.on(10).plan_work(("Entwurf abgestimmt", 40), ("Druckfassung", 80)).start()
    w.on(41).reach("Entwurf abgestimmt").report(
        "green", 60, 0, "Der Entwurf ist mit allen Vorzimmern abgestimmt."
    )
    w.on(43).accepts_report()
    w.on(84).reach("Druckfassung", waived="Der Leitfaden erscheint nur im Intranet.")
    w.attach("Leitfaden", "leitfaden.txt", "Internationale Gäste empfangen: wer, wann, womit.\n")
    w.on(90).task(
        "request_completion",
        by=w.head(),
        completion="permanent",
        final_report="Der Leitfaden steht im Intranet und wird jährlich durchgesehen.",
    )
    w.on(94).task("complete", by=w.coordinator())


def youth_capital(w: Walk) -> None:
    """The committees are divided, the council rejects."""
    w.propose().on(4).ask().on(8).signs(ECONOMY).signs(
        PERSONNEL, "remarks", note="Fünf Stellen fehlen."
    )
    w.on(10).signs(TREASURY, "remarks", note="Der Ansatz für das zweite Jahr fehlt noch.")
    sent_to_council(w, YOUTH)
    w.on(26).vote(YOUTH, "recommended", (6, 5, 0))
    w.on(28).vote(INTERNATIONAL, "rejected", (4, 7, 0))
    w.on(40).result(MAIN, "no_vote", "none", verbatim="Ohne Votum")
    w.vote(COUNCIL, "rejected", (22, 38, 4), verbatim="Mit 38 Nein-Stimmen abgelehnt")


def interpreted_council(w: Walk) -> None:
    """Taken out of the bodies after a clear no."""
    w.propose().on(4).ask().on(9).signs(TREASURY)
    w.on(12).route(
        (STAFF, "advice", 1, 25), (INTERNATIONAL, "advice", 1, 27), (MAIN, "decision", 2, 40)
    )
    w.on(13).release().on(25).vote(STAFF, "rejected", (2, 9, 0))
    w.on(30).step(
        "withdraw_from_bodies",
        by=w.coordinator(),
        reason="Die Verwaltung prüft zuerst eine Untertitelung durch Maschinen.",
    )


def supply_chains(w: Walk) -> None:
    """Adopted in principle, the grant refused, ended by the body that had decided."""
    w.propose().on(4).ask().on(8).all_sign(ECONOMY, TREASURY)
    w.on(12).route(
        (NATURE, "advice", 1, 25), (INTERNATIONAL, "advice", 1, 27), (MAIN, "decision", 2, 34)
    )
    w.on(13).release().on(25).result(NATURE, "recommended", "unanimous")
    w.on(27).result(INTERNATIONAL, "recommended").on(34).result(
        MAIN, "approved", "unanimous", object="in_principle", verbatim="Einstimmig, im Grundsatz"
    )
    w.on(40).grant("Interreg Nordwesteuropa", "applied", "Antrag NWE-0455")
    w.on(96).grant("Interreg Nordwesteuropa", "refused", "Ablehnung des Begleitausschusses")
    w.on(99).submit().on(101).task("pass_check", by=w.coordinator())
    w.on(103).route(
        (INTERNATIONAL, "advice", 1, 116),
        (MAIN, "decision", 2, 122),
        motion="Der Verwaltungsausschuss beschließt, das Vorhaben einzustellen.",
        reprint_reason="Die Förderung wurde abgelehnt.",
    )
    w.on(104).release().on(116).result(INTERNATIONAL, "recommended", "unanimous")
    w.on(122).result(MAIN, "approved", "unanimous", object="termination")
    # Only what is still planned can be taken back: the refused grant stays on record.
    w.on(126).step("edit_sources", by=w.clerk(), sources=[])
    w.on(130).task("complete", by=w.coordinator(1))

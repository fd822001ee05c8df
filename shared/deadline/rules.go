package deadline

import (
	"slices"

	"faro.example/shared/day"
)

// since is a span that is open.
func since(d string) day.Span { return day.Span{From: day.Must(d)} }

// between is a span of days, of which the second is not one.
func between(from, until string) day.Span {
	return day.Span{From: day.Must(from), Until: day.Must(until)}
}

// Days on which laws came into force.
const (
	received   = "2015-09-30" // D.Lgs 142/2015
	zampa      = "2017-05-06" // law 47/2017
	missing    = "2012-11-29" // law 203/2012
	adultCare  = "2023-10-06" // D.L. 133/2023
	converted  = "2023-12-06" // law 176/2023, which converted it
	sim        = "2024-03-15" // DPR 231/2023
	interviews = "2024-07-01" // DPCM 98/2024
	directive  = "2026-06-12" // directive (EU) 2024/1346, the end of its transposition
	gdpr       = "2018-05-25" // regulation (EU) 2016/679
)

// Rules gives the table: D1 to D14, the sheet that a child is given (S1), and an
// attempt to turn one back at the border (B1), the steps of a tracing (T1 to T12), and
// what is asked by right (R1, R2). Laws
// change: the row of a new one is added, and the old one is given its end.
func Rules() []Rule {
	return slices.Concat(arrivals(), stays(), tracings(), rights())
}

// arrivals are the rules whose clocks start when a child comes, or is lost.
func arrivals() []Rule {
	return []Rule{
		{Code: "D1", What: Words{"Segnalare la presenza alla procura, al tribunale per i minorenni e al Ministero", "Notify prosecutor, juvenile court and Ministry"},
			Source: "D.Lgs 142/2015 art. 19 par. 5", Office: Police, Start: PresenceKnown, Stop: PresenceNotified, Unit: AtOnce, Valid: since(received)},
		{Code: "D2", What: Words{"Colloquio con personale qualificato", "Interview by qualified staff"},
			Source: "DPCM 98/2024", Office: Host, Start: EntersFirst, Stop: InterviewHeld, Length: 3, Unit: Days, Valid: since(interviews), Soon: 1, Verify: true},
		{Code: "D3", What: Words{"Relazione per le indagini familiari, se il minore consente e non vi è rischio", "Report for the tracing of the family, with the minor's consent and no risk"},
			Source: "law 47/2017 art. 6", Office: SocialService, Start: Interviewed, Stop: TracingAsked, Length: 5, Unit: Days, Valid: since(zampa), Soon: 2},
		{Code: "D4", What: Words{"Concludere l'identificazione", "Identify the child"},
			Source: "D.Lgs 142/2015 art. 19 par. 1", Office: Police, Start: EntersFirst, Stop: Identified, Length: 10, Unit: Days, Valid: since(zampa), Soon: 3},
		{Code: "D5", What: Words{"Inserire il minore nella banca dati della seconda accoglienza", "Enter the child into the second-reception database"},
			Source: "practice", Office: Host, Start: EntersSecond, Stop: InSecondDatabase, Length: 3, Unit: WorkingDays, Valid: since(received), Soon: 1, Verify: true},
		{Code: "D8", What: Words{"Concludere l'accertamento dell'età", "Assess the age"},
			Source: "D.Lgs 142/2015 art. 19-bis", Office: Prosecutor, Start: AgeOrdered, Stop: AgeDecided, Length: 60, Unit: Days, Valid: since(zampa), Soon: 14, Verify: true},
		{Code: "D9", What: Words{"Nominare un rappresentante del richiedente asilo", "Appoint a representative of the applicant"},
			Source: "directive (EU) 2024/1346 art. 27", Office: Court, Start: ProtectionAsked, Stop: Represented, Length: 15, Unit: WorkingDays, Valid: since(directive), Soon: 5},
		{Code: "D14", What: Words{"Denunciare la scomparsa", "Report the child missing"},
			Source: "law 203/2012 art. 1", Office: Host, Start: GoesMissing, Stop: ReportedMissing, Unit: AtOnce, Valid: since(missing)},
		{Code: "B1", What: Words{"Tentativo di respingimento: verificare e informarsi a vicenda", "Attempted refusal at the border: look into it, and tell each other"},
			Source: "law 47/2017 art. 3", Office: Prosecutor, Also: []Office{Ministry}, Start: RefusalAttempted, Stop: RefusalNotified, Unit: AtOnce, Valid: since(zampa)},
		{Code: "S1", What: Words{"Consegnare e spiegare l'informativa in una lingua che il minore comprende", "Give and explain the sheet in a language that the child understands"},
			Source: "regulation (EU) 2016/679 art. 12 and 13", Office: Host, Start: PresenceKnown, Stop: SheetGiven, Unit: AtOnce, Valid: since(gdpr)},
	}
}

// stays are the rules whose clocks run while a child is in reception, and when it
// comes of age.
func stays() []Rule {
	leave := Words{"Trasferire dalla prima accoglienza", "Leave first reception"}
	adult := Words{"Trasferire dalla struttura temporanea", "Leave the temporary structure"}
	first := Rule{Code: "D6", What: leave, Office: Prefecture, Start: EntersFirst, Stop: LeavesFirst, Unit: Days, Soon: 7}
	sixty, thirty, fortyfive := first, first, first
	sixty.Source, sixty.Length, sixty.Valid = "D.Lgs 142/2015 art. 19 par. 1", 60, between(received, zampa)
	thirty.Source, thirty.Length, thirty.Valid = "D.Lgs 142/2015 art. 19 par. 1, as changed by law 47/2017 art. 4", 30, between(zampa, converted)
	fortyfive.Source, fortyfive.Length, fortyfive.Valid, fortyfive.Verify = "D.Lgs 142/2015 art. 19 par. 1, as changed by law 176/2023", 45, since(converted), true
	return []Rule{
		sixty, thirty, fortyfive,
		{Code: "D7", What: adult, Source: "D.Lgs 142/2015 art. 19 par. 3-bis", Office: Prefecture, Start: EntersTemporary, Stop: LeavesTemporary,
			Length: 90, Unit: Days, Valid: since(adultCare), Soon: 14},
		{Code: "D7-extended", What: adult, Source: "D.Lgs 142/2015 art. 19 par. 3-bis", Office: Prefecture, Start: EntersTemporary, Stop: LeavesTemporary,
			Length: 150, Unit: Days, Valid: since(adultCare), Soon: 14},
		{Code: "D7-under-14", What: adult, Source: "D.Lgs 142/2015 art. 19 par. 3-bis", Office: Prefecture, Start: EntersTemporaryUnder14, Stop: LeavesTemporary,
			Unit: AtOnce, Valid: since(adultCare)},
		{Code: "D10", What: Words{"Chiedere il parere per la conversione del permesso", "Ask for the opinion on the permit's conversion"},
			Source: "D.Lgs 286/1998 art. 32 par. 1-bis", Office: SocialService, Start: OpinionOpens, Stop: OpinionAsked, Length: 150, Unit: Days, Valid: since(zampa), Soon: 30, Verify: true},
		{Code: "D11", What: Words{"Decidere se chiedere al tribunale il prosieguo", "Decide on asking the court for care beyond majority"},
			Source: "law 47/2017 art. 13", Office: SocialService, Start: MajorityNears, Stop: ExtensionAsked, Length: before, Unit: Days, Valid: since(zampa), Soon: 30},
		{Code: "D12", What: Words{"Cancellare o rendere anonimi i dati", "Delete the data or make them anonymous"},
			Source: "DPR 231/2023 art. 9", Office: Ministry, Start: LeavesRegister, Stop: Never, Length: 5, Unit: Years, Valid: since(sim), Soon: 180},
		{Code: "D13", What: Words{"Certificare le presenze del trimestre per il rimborso", "Certify the quarter's presence-days for the reimbursement"},
			Source: "practice", Office: SocialService, Start: QuarterEnds, Stop: QuarterCertified, Length: 1, Unit: Months, Valid: since(received), Soon: 10, Verify: true},
	}
}

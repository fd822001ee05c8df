package pages

// socialWords are the words of the social file, which every page says alike.
var socialWords = Words{
	"kind.socialfile.interview": {"Colloquio", "Interview"}, "kind.socialfile.plan": {"Progetto", "Plan"},
	"kind.socialfile.photograph": {"Fotografia", "Photograph"}, "kind.socialfile.note": {"Nota nella cartella sociale", "Note in the social file"},
	"slot.interview": {"colloquio", "interview"}, "slot.plan": {"progetto", "plan"}, "slot.photograph": {"fotografia", "photograph"}, "slot.note": {"nota", "note"},

	"profession.social-worker": {"assistente sociale", "social worker"}, "profession.psychologist": {"psicologo", "psychologist"},
	"profession.educator": {"educatore", "educator"}, "profession.legal-adviser": {"operatore legale", "legal adviser"}, "profession.other": {"altra qualifica", "another profession"},
	"vulnerability.trafficking": {"tratta", "trafficking"}, "vulnerability.exploitation": {"sfruttamento", "exploitation"}, "vulnerability.violence": {"violenza o tortura", "violence or torture"},
	"vulnerability.persecution": {"persecuzione o discriminazione", "persecution or discrimination"}, "vulnerability.debt": {"debito del viaggio", "debt of the journey"},
	"vulnerability.parent": {"ha figli", "has children"}, "vulnerability.health": {"salute: vedi le note sulla salute", "health: see the notes on health"}, "vulnerability.other": {"altro", "something else"},
	"progress.planned": {"da cominciare", "planned"}, "progress.under-way": {"in corso", "under way"}, "progress.reached": {"raggiunto", "reached"}, "progress.dropped": {"lasciato", "dropped"},
	"sensitivity.ordinary": {"cartella sociale", "social file"}, "sensitivity.health": {"salute", "health"}, "sensitivity.tracing": {"ricerca dei familiari", "tracing of the family"},

	"social.title":      {"Cartella sociale", "Social file"},
	"social.voice":      {"Che cosa dice il minore", "What the child says"},
	"social.voice.none": {"Nessuno ha ancora scritto che cosa pensa il minore del progetto che lo riguarda (legge 47/2017 art. 15).", "Nobody has written down yet what the child thinks of the project that concerns it (law 47/2017 art. 15)."},
	"social.interview":  {"Colloquio", "Interview"}, "social.interview.none": {"Nessun colloquio registrato: è dovuto entro tre giorni dall’ingresso (DPCM 98/2024).", "No interview is recorded: it is due within three days of entry (DPCM 98/2024)."},
	"social.plan": {"Progetto", "Plan"}, "social.plan.none": {"Nessun progetto ancora.", "No plan yet."},
	"social.reviews": {"Verifiche del progetto", "Reviews of the plan"}, "social.reviews.none": {"Nessuna verifica.", "No review."},
	"social.photograph": {"Fotografia", "Photograph"}, "social.photograph.none": {"Nessuna fotografia.", "No photograph."}, "social.photograph.plain": {"fotografia del minore", "photograph of the child"},
	"social.notes": {"Note", "Notes"}, "social.notes.none": {"Nessuna nota.", "No note."},
	"social.history": {"Tutto ciò che è stato scritto", "Everything that was written"}, "social.history.none": {"Niente ancora.", "Nothing yet."},

	"social.on": {"%s, %s", "%s, %s"}, "social.held": {"in conflitto: nessuno ha ancora deciso", "in conflict: nobody has decided yet"}, "social.aside": {"superato da quanto scritto dopo", "another stands before it"},
	"social.at.interview": {"colloquio, %s", "interview, %s"}, "social.at.plan": {"progetto, %s", "plan, %s"},
	"social.silent": {"Non si è espresso: %s", "Said nothing: %s"}, "social.says": {"Il minore dice: «%s»", "The child says: “%s”"}, "social.by": {"%s, %s", "%s, %s"}, "social.with": {"con: %s", "with: %s"},
	"social.goals": {"Obiettivi, %s", "Goals, %s"}, "social.anytime": {"senza data", "no day"}, "social.note": {"%s · %s", "%s · %s"},
	"social.line": {"%s: %s", "%s: %s"}, "social.goal": {"%s (%s; %s%s)", "%s (%s; %s%s)"}, "social.until": {"; entro il %s", "; by %s"}, "social.review": {"Verifica del %s con %s: %s", "Review of %s with %s: %s"},
	"social.term.held": {"Tenuto", "Held"}, "social.term.by": {"Da", "By"}, "social.term.mediator": {"Mediatore culturale", "Cultural mediator"}, "social.term.without": {"Perché senza mediatore", "Why without a mediator"},
	"social.term.guardian": {"Tutore presente", "Guardian present"}, "social.term.language": {"Lingua", "Language"}, "social.term.story": {"Storia personale", "Personal history"}, "social.term.ties": {"Famiglia e altri legami", "Family and other ties"},
	"social.term.vulnerable": {"Vulnerabilità", "Vulnerabilities"}, "social.term.why": {"Di che cosa ha bisogno", "What it needs"}, "social.term.solution": {"Per una soluzione duratura", "For a lasting solution"},
	"social.term.goal": {"Obiettivo", "Goal"}, "social.term.until": {"Entro il", "By"}, "social.term.who": {"Chi se ne occupa", "Who sees to it"}, "social.term.state": {"A che punto è", "State"},
	"matter.social-file": {"trasmissione della cartella sociale", "hand-over of the social file"},
}

package notice

// aboutSheets say to the child that is registered what is written, why, who may read
// it, and how to have it corrected (regulation (EU) 2016/679 art. 12-13).
func aboutSheets() []Sheet {
	return []Sheet{
		{Text: About, Language: "it", Title: "Che cosa scriviamo su di te", Parts: told(
			"Che cosa scriviamo", "Il tuo nome, quando e dove sei nato, da dove vieni, le lingue che parli, la tua famiglia se ce ne parli, dove abiti in Italia, chi si occupa di te, i tuoi documenti e le decisioni che ti riguardano.",
			"Perché", "Hai meno di diciotto anni e sei qui senza i tuoi genitori. La legge italiana ti protegge: nessuno può mandarti via alla frontiera. Scriviamo queste cose perché tu abbia una casa, un tutore, la scuola, le cure e i documenti, e perché nessuno ti perda.",
			"Chi può leggerlo", "Solo chi lavora per te: chi ti ospita, gli assistenti sociali, il tuo tutore, il tribunale e la procura per i minorenni, il Ministero, la polizia per le cose che le servono. Ogni volta che qualcuno apre il tuo fascicolo resta scritto chi e perché. Le autorità del tuo paese non possono leggerlo.",
			"Se qualcosa è sbagliato", "Dillo a chi ti ospita o al tuo tutore. Quello che dici viene scritto accanto, con le tue parole. Se hai ragione si corregge. Puoi chiedere di leggere tutto con qualcuno che ti aiuta, nella tua lingua.",
			"I tuoi diritti", "Puoi fare domande, ora o dopo. Puoi chiedere aiuto al tuo tutore o al Garante per l’infanzia. Puoi anche scrivere al Garante per la protezione dei dati personali. Nessuno può trattarti peggio perché hai chiesto.",
		)},
		{Text: About, Language: "en", Title: "What we write about you", Parts: told(
			"What we write", "Your name, when and where you were born, where you come from, the languages you speak, your family if you tell us about them, where you live in Italy, who looks after you, your documents, and the decisions about you.",
			"Why", "You are under eighteen and you are here without your parents. Italian law protects you: nobody may send you away at the border. We write these things so that you have a home, a guardian, school, medical care and documents, and so that nobody loses you.",
			"Who may read it", "Only people who work for you: those who give you a home, social workers, your guardian, the juvenile court and its prosecutor, the Ministry, and the police for what they need. Each time somebody opens your file it is written down who and why. The authorities of your country cannot read it.",
			"If something is wrong", "Tell the people you live with, or your guardian. What you say is written beside it, in your own words. If you are right it is corrected. You can ask to read all of it with somebody who helps you, in your language.",
			"Your rights", "You can ask questions, now or later. You can ask your guardian or the children’s ombudsperson for help. You can also write to the data protection authority. Nobody may treat you worse because you asked.",
		)},
		{Text: About, Language: "fr", Title: "Ce que nous écrivons sur toi", Parts: told(
			"Ce que nous écrivons", "Ton nom, quand et où tu es né, d’où tu viens, les langues que tu parles, ta famille si tu nous en parles, où tu habites en Italie, qui s’occupe de toi, tes documents et les décisions qui te concernent.",
			"Pourquoi", "Tu as moins de dix-huit ans et tu es ici sans tes parents. La loi italienne te protège : personne ne peut te renvoyer à la frontière. Nous écrivons ces choses pour que tu aies un logement, un tuteur, l’école, des soins et des documents, et pour que personne ne te perde.",
			"Qui peut le lire", "Seulement ceux qui travaillent pour toi : ceux qui t’hébergent, les assistants sociaux, ton tuteur, le tribunal pour mineurs et son procureur, le Ministère, et la police pour ce dont elle a besoin. Chaque fois que quelqu’un ouvre ton dossier, on note qui et pourquoi. Les autorités de ton pays ne peuvent pas le lire.",
			"Si quelque chose est faux", "Dis-le à ceux qui t’hébergent ou à ton tuteur. Ce que tu dis est écrit à côté, avec tes mots. Si tu as raison, c’est corrigé. Tu peux demander à tout lire avec quelqu’un qui t’aide, dans ta langue.",
			"Tes droits", "Tu peux poser des questions, maintenant ou plus tard. Tu peux demander de l’aide à ton tuteur ou au défenseur des enfants. Tu peux aussi écrire à l’autorité de protection des données. Personne ne peut te traiter moins bien parce que tu as demandé.",
		)},
		{Text: About, Language: "es", Title: "Lo que escribimos sobre ti", Parts: told(
			"Qué escribimos", "Tu nombre, cuándo y dónde naciste, de dónde vienes, los idiomas que hablas, tu familia si nos hablas de ella, dónde vives en Italia, quién te cuida, tus documentos y las decisiones que te afectan.",
			"Por qué", "Tienes menos de dieciocho años y estás aquí sin tus padres. La ley italiana te protege: nadie puede echarte en la frontera. Escribimos estas cosas para que tengas una casa, un tutor, escuela, atención médica y documentos, y para que nadie te pierda.",
			"Quién puede leerlo", "Solo quienes trabajan para ti: quienes te acogen, los trabajadores sociales, tu tutor, el tribunal de menores y su fiscalía, el Ministerio, y la policía para lo que necesita. Cada vez que alguien abre tu expediente queda escrito quién y por qué. Las autoridades de tu país no pueden leerlo.",
			"Si algo está mal", "Díselo a quienes te acogen o a tu tutor. Lo que dices se escribe al lado, con tus palabras. Si tienes razón, se corrige. Puedes pedir leerlo todo con alguien que te ayude, en tu idioma.",
			"Tus derechos", "Puedes hacer preguntas, ahora o después. Puedes pedir ayuda a tu tutor o al defensor de la infancia. También puedes escribir a la autoridad de protección de datos. Nadie puede tratarte peor por haber preguntado.",
		)},
		{Text: About, Language: "sq", Title: "Çfarë shkruajmë për ty", Parts: told(
			"Çfarë shkruajmë", "Emrin tënd, kur dhe ku ke lindur, nga vjen, gjuhët që flet, familjen tënde nëse na flet për të, ku banon në Itali, kush kujdeset për ty, dokumentet e tua dhe vendimet që të përkasin.",
			"Pse", "Je nën tetëmbëdhjetë vjeç dhe je këtu pa prindërit e tu. Ligji italian të mbron: askush nuk mund të të kthejë mbrapsht në kufi. I shkruajmë këto gjëra që të kesh një shtëpi, një kujdestar ligjor, shkollë, kujdes mjekësor dhe dokumente, dhe që askush të mos të humbasë.",
			"Kush mund ta lexojë", "Vetëm ata që punojnë për ty: ata që të strehojnë, punonjësit socialë, kujdestari yt ligjor, gjykata për të mitur dhe prokuroria e saj, Ministria, dhe policia për atë që i duhet. Sa herë që dikush hap dosjen tënde, shënohet kush dhe pse. Autoritetet e vendit tënd nuk mund ta lexojnë.",
			"Nëse diçka është gabim", "Thuaju atyre që të strehojnë ose kujdestarit tënd. Ajo që thua shkruhet pranë, me fjalët e tua. Nëse ke të drejtë, korrigjohet. Mund të kërkosh ta lexosh të gjithën me dikë që të ndihmon, në gjuhën tënde.",
			"Të drejtat e tua", "Mund të bësh pyetje, tani ose më vonë. Mund t’i kërkosh ndihmë kujdestarit tënd ose avokatit të fëmijëve. Mund t’i shkruash edhe autoritetit për mbrojtjen e të dhënave. Askush nuk mund të të trajtojë më keq sepse ke pyetur.",
		)},
		{Text: About, Language: "ar", Title: "ماذا نكتب عنك", Parts: told(
			"ماذا نكتب", "اسمك، ومتى وأين ولدت، ومن أين جئت، واللغات التي تتكلمها، وعائلتك إذا حدثتنا عنها، وأين تسكن في إيطاليا، ومن يهتم بك، ووثائقك، والقرارات التي تخصك.",
			"لماذا", "عمرك أقل من ثماني عشرة سنة وأنت هنا بدون والديك. القانون الإيطالي يحميك: لا يجوز لأحد أن يعيدك من الحدود. نكتب هذه الأشياء لكي يكون لك سكن ووصي ومدرسة وعلاج ووثائق، ولكي لا تضيع.",
			"من يستطيع أن يقرأه", "فقط من يعمل من أجلك: من يستضيفك، والأخصائيون الاجتماعيون، ووصيك، ومحكمة الأحداث والنيابة لديها، والوزارة، والشرطة فيما تحتاج إليه. في كل مرة يفتح فيها أحد ملفك يكتب من هو ولماذا. سلطات بلدك لا تستطيع أن تقرأه.",
			"إذا كان هناك خطأ", "قل ذلك لمن يستضيفك أو لوصيك. ما تقوله يكتب بجانبه بكلماتك أنت. إذا كنت على حق يصحح. يمكنك أن تطلب قراءة كل شيء مع شخص يساعدك، بلغتك.",
			"حقوقك", "يمكنك أن تسأل الآن أو لاحقا. يمكنك أن تطلب المساعدة من وصيك أو من أمين المظالم للأطفال. يمكنك أيضا أن تكتب إلى هيئة حماية البيانات الشخصية. لا يجوز لأحد أن يعاملك معاملة أسوأ لأنك سألت.",
		)},
		{Text: About, Language: "uk", Title: "Що ми пишемо про тебе", Parts: told(
			"Що ми пишемо", "Твоє ім’я, коли й де ти народився чи народилася, звідки ти, якими мовами розмовляєш, про твою родину, якщо ти нам розкажеш, де ти живеш в Італії, хто про тебе дбає, твої документи та рішення щодо тебе.",
			"Навіщо", "Тобі ще немає вісімнадцяти років і ти тут без батьків. Італійський закон тебе захищає: ніхто не має права завернути тебе на кордоні. Ми пишемо це, щоб у тебе були житло, опікун, школа, лікування й документи і щоб тебе ніхто не загубив.",
			"Хто може це читати", "Лише ті, хто працює для тебе: ті, хто тебе прийняв, соціальні працівники, твій опікун, суд у справах неповнолітніх і прокуратура при ньому, Міністерство, а поліція — те, що їй потрібно. Щоразу, коли хтось відкриває твою справу, записується, хто і навіщо. Влада твоєї країни не може її читати.",
			"Якщо щось не так", "Скажи тим, у кого ти живеш, або своєму опікунові. Те, що ти скажеш, запишуть поруч твоїми словами. Якщо ти маєш рацію, це виправлять. Ти можеш попросити прочитати все разом із тим, хто тобі допоможе, твоєю мовою.",
			"Твої права", "Ти можеш ставити запитання зараз або пізніше. Можеш просити допомоги в опікуна або в уповноваженого з прав дитини. Можеш також написати до органу із захисту персональних даних. Ніхто не має права ставитися до тебе гірше через те, що ти запитав чи запитала.",
		)},
	}
}

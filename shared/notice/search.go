package notice

// searchSheets explain to the child, before it is asked whether it wants that, what a
// tracing of its family is, what for, who learns what, and that it may say no and say
// so at any time: without its informed consent none begins (law 47/2017 art. 6).
func searchSheets() []Sheet {
	return []Sheet{
		{Text: Search, Language: "it", Title: "Cercare la tua famiglia", Parts: told(
			"Che cosa ti proponiamo", "Se lo vuoi, possiamo cercare la tua famiglia e parlarle. Ci serve sapere da te chi sono i tuoi familiari, dove vivono e come si possono trovare. Puoi dirci anche chi non dobbiamo cercare.",
			"A che cosa serve", "Serve solo a te: a sapere come sta la tua famiglia, a farle sapere che stai bene e a decidere insieme che cosa è meglio per il tuo futuro. Non serve a mandarti via: nessuno può rimandarti indietro perché abbiamo trovato la tua famiglia.",
			"Chi cerca e che cosa si sa", "Il Ministero chiede a un’organizzazione che lavora nel paese dove vive la tua famiglia di incontrarla: a casa, al telefono o in un posto sicuro. La famiglia parla solo se è d’accordo. Non diciamo a nessuno dove abiti in Italia e non diciamo niente alle autorità del tuo paese. Se cercare può mettere in pericolo te o la tua famiglia, dillo: allora non si cerca.",
			"Decidi tu", "Puoi dire sì o no, e nessuno ti tratterà peggio se dici no. Puoi cambiare idea quando vuoi, anche quando la ricerca è già cominciata: da quel momento tutti si fermano. Prima di decidere puoi fare tutte le domande che vuoi, nella tua lingua, e parlarne con il tuo tutore.",
			"Che cosa succede dopo", "Quello che la famiglia racconta viene detto a te, al tuo tutore e a chi ti segue. Se qualcosa che hai detto della tua famiglia è sbagliato, lo correggiamo insieme a te. Scriviamo quale foglio hai letto, in quale lingua e chi te lo ha spiegato.",
		)},
		{Text: Search, Language: "en", Title: "Looking for your family", Parts: told(
			"What we propose", "If you want, we can look for your family and talk to them. We need to know from you who your relatives are, where they live and how they can be found. You can also tell us whom we must not look for.",
			"What it is for", "It is only for you: to learn how your family is, to let them know that you are well, and to decide together what is best for your future. It is not for sending you away: nobody may send you back because we have found your family.",
			"Who looks, and who learns what", "The Ministry asks an organisation that works in the country where your family lives to meet them: at home, by telephone or in a safe place. Your family talks only if they agree. We tell nobody where you live in Italy, and we tell the authorities of your country nothing. If looking for them could put you or your family in danger, say so: then nobody looks.",
			"You decide", "You can say yes or no, and nobody will treat you worse if you say no. You can change your mind whenever you want, also when the search has already begun: from that moment everybody stops. Before you decide you can ask any question, in your language, and talk about it with your guardian.",
			"What happens then", "What your family tells is told to you, to your guardian and to those who look after you. If something you said about your family is wrong, we correct it together with you. We write down which sheet you read, in which language, and who explained it to you.",
		)},
		{Text: Search, Language: "fr", Title: "Chercher ta famille", Parts: told(
			"Ce que nous te proposons", "Si tu le veux, nous pouvons chercher ta famille et lui parler. Nous avons besoin que tu nous dises qui sont tes proches, où ils vivent et comment on peut les trouver. Tu peux aussi nous dire qui nous ne devons pas chercher.",
			"À quoi cela sert", "C’est seulement pour toi : pour savoir comment va ta famille, pour lui dire que tu vas bien et pour décider ensemble ce qui est le mieux pour ton avenir. Cela ne sert pas à te renvoyer : personne ne peut te renvoyer parce que nous avons trouvé ta famille.",
			"Qui cherche, et qui sait quoi", "Le Ministère demande à une organisation qui travaille dans le pays où vit ta famille de la rencontrer : à la maison, au téléphone ou dans un lieu sûr. Ta famille ne parle que si elle est d’accord. Nous ne disons à personne où tu habites en Italie et nous ne disons rien aux autorités de ton pays. Si chercher peut vous mettre en danger, toi ou ta famille, dis-le : alors personne ne cherche.",
			"C’est toi qui décides", "Tu peux dire oui ou non, et personne ne te traitera moins bien si tu dis non. Tu peux changer d’avis quand tu veux, même quand la recherche a déjà commencé : à partir de ce moment, tout le monde s’arrête. Avant de décider, tu peux poser toutes tes questions, dans ta langue, et en parler avec ton tuteur.",
			"Ce qui se passe ensuite", "Ce que ta famille raconte t’est dit, à toi, à ton tuteur et à ceux qui s’occupent de toi. Si quelque chose que tu as dit de ta famille est faux, nous le corrigeons avec toi. Nous notons quelle feuille tu as lue, dans quelle langue, et qui te l’a expliquée.",
		)},
		{Text: Search, Language: "es", Title: "Buscar a tu familia", Parts: told(
			"Qué te proponemos", "Si quieres, podemos buscar a tu familia y hablar con ella. Necesitamos que nos digas quiénes son tus familiares, dónde viven y cómo se los puede encontrar. También puedes decirnos a quién no debemos buscar.",
			"Para qué sirve", "Es solo para ti: para saber cómo está tu familia, para que ella sepa que estás bien y para decidir juntos qué es lo mejor para tu futuro. No sirve para echarte: nadie puede devolverte porque hayamos encontrado a tu familia.",
			"Quién busca y qué se sabe", "El Ministerio pide a una organización que trabaja en el país donde vive tu familia que se reúna con ella: en casa, por teléfono o en un lugar seguro. Tu familia habla solo si está de acuerdo. No decimos a nadie dónde vives en Italia y no decimos nada a las autoridades de tu país. Si buscar puede poneros en peligro a ti o a tu familia, dilo: entonces nadie busca.",
			"Tú decides", "Puedes decir sí o no, y nadie te tratará peor si dices no. Puedes cambiar de idea cuando quieras, también cuando la búsqueda ya ha empezado: desde ese momento todos se detienen. Antes de decidir puedes hacer todas las preguntas que quieras, en tu idioma, y hablarlo con tu tutor.",
			"Qué pasa después", "Lo que cuenta tu familia se te dice a ti, a tu tutor y a quienes te cuidan. Si algo que dijiste de tu familia está mal, lo corregimos contigo. Escribimos qué hoja leíste, en qué idioma y quién te la explicó.",
		)},
		{Text: Search, Language: "sq", Title: "Kërkimi i familjes sate", Parts: told(
			"Çfarë të propozojmë", "Nëse do, mund ta kërkojmë familjen tënde dhe të flasim me të. Na duhet të na thuash cilët janë të afërmit e tu, ku jetojnë dhe si mund të gjenden. Mund të na thuash edhe kë nuk duhet të kërkojmë.",
			"Për çfarë shërben", "Shërben vetëm për ty: për të ditur si është familja jote, për t’i thënë se je mirë dhe për të vendosur bashkë çfarë është më e mirë për të ardhmen tënde. Nuk shërben për të të larguar: askush nuk mund të të kthejë mbrapsht sepse e gjetëm familjen tënde.",
			"Kush kërkon dhe kush merr vesh çfarë", "Ministria i kërkon një organizate që punon në vendin ku jeton familja jote ta takojë atë: në shtëpi, në telefon ose në një vend të sigurt. Familja flet vetëm nëse pranon. Askujt nuk i themi ku banon në Itali dhe autoriteteve të vendit tënd nuk u themi asgjë. Nëse kërkimi mund të të vërë në rrezik ty ose familjen tënde, thuaje: atëherë askush nuk kërkon.",
			"Vendos ti", "Mund të thuash po ose jo dhe askush nuk do të të trajtojë më keq nëse thua jo. Mund të ndryshosh mendim kur të duash, edhe kur kërkimi ka filluar: që nga ai çast të gjithë ndalen. Para se të vendosësh mund të bësh çdo pyetje, në gjuhën tënde, dhe të flasësh për këtë me kujdestarin tënd ligjor.",
			"Çfarë ndodh pastaj", "Ajo që tregon familja të thuhet ty, kujdestarit tënd ligjor dhe atyre që kujdesen për ty. Nëse diçka që ke thënë për familjen është gabim, e korrigjojmë bashkë me ty. Shkruajmë cilën fletë ke lexuar, në cilën gjuhë dhe kush ta ka shpjeguar.",
		)},
		{Text: Search, Language: "ar", Title: "البحث عن عائلتك", Parts: told(
			"ماذا نقترح عليك", "إذا أردت، يمكننا أن نبحث عن عائلتك ونتحدث معها. نحتاج أن تقول لنا من هم أقاربك وأين يعيشون وكيف يمكن العثور عليهم. يمكنك أيضا أن تقول لنا عمن يجب ألا نبحث.",
			"ما الفائدة من ذلك", "هذا من أجلك أنت فقط: لتعرف كيف حال عائلتك، ولتعرف هي أنك بخير، ولنقرر معا ما هو الأفضل لمستقبلك. ليس الهدف إبعادك: لا يجوز لأحد أن يعيدك لأننا وجدنا عائلتك.",
			"من يبحث ومن يعرف ماذا", "تطلب الوزارة من منظمة تعمل في البلد الذي تعيش فيه عائلتك أن تلتقي بها: في البيت أو بالهاتف أو في مكان آمن. لا تتحدث عائلتك إلا إذا وافقت. لا نقول لأحد أين تسكن في إيطاليا، ولا نقول شيئا لسلطات بلدك. إذا كان البحث قد يعرضك أو يعرض عائلتك للخطر، فقل ذلك: عندها لا يبحث أحد.",
			"أنت تقرر", "يمكنك أن تقول نعم أو لا، ولن يعاملك أحد معاملة أسوأ إذا قلت لا. يمكنك أن تغير رأيك متى شئت، حتى بعد أن يبدأ البحث: منذ تلك اللحظة يتوقف الجميع. قبل أن تقرر يمكنك أن تسأل كل ما تريد بلغتك، وأن تتحدث في ذلك مع وصيك.",
			"ماذا يحدث بعد ذلك", "ما تقوله عائلتك يقال لك ولوصيك ولمن يهتم بك. إذا كان شيء مما قلته عن عائلتك خطأ، نصححه معك. نكتب أي ورقة قرأت وبأي لغة ومن شرحها لك.",
		)},
		{Text: Search, Language: "uk", Title: "Пошук твоєї родини", Parts: told(
			"Що ми пропонуємо", "Якщо ти хочеш, ми можемо пошукати твою родину й поговорити з нею. Нам треба дізнатися від тебе, хто твої рідні, де вони живуть і як їх знайти. Ти можеш також сказати, кого ми не повинні шукати.",
			"Навіщо це", "Це лише для тебе: щоб дізнатися, як живе твоя родина, щоб вона знала, що з тобою все гаразд, і щоб разом вирішити, що краще для твого майбутнього. Це не для того, щоб тебе вислати: ніхто не має права повернути тебе назад через те, що ми знайшли твою родину.",
			"Хто шукає і хто що знає", "Міністерство просить організацію, яка працює в країні, де живе твоя родина, зустрітися з нею: удома, телефоном або в безпечному місці. Родина розмовляє, лише якщо згодна. Ми нікому не кажемо, де ти живеш в Італії, і нічого не кажемо владі твоєї країни. Якщо пошук може бути небезпечним для тебе чи родини, скажи про це: тоді ніхто не шукатиме.",
			"Вирішуєш ти", "Ти можеш сказати так або ні, і ніхто не ставитиметься до тебе гірше, якщо ти скажеш ні. Ти можеш передумати будь-коли, навіть коли пошук уже почався: з тієї миті всі зупиняються. Перш ніж вирішити, ти можеш поставити будь-які запитання своєю мовою і поговорити про це з опікуном.",
			"Що буде потім", "Те, що розповість родина, скажуть тобі, твоєму опікунові й тим, хто про тебе дбає. Якщо щось із того, що ти розповідаєш про родину, помилкове, ми виправимо це разом із тобою. Ми записуємо, який аркуш ти читаєш, якою мовою і хто тобі його пояснює.",
		)},
	}
}

package population

// Names of Eastern Europe, the Levant and Asia.
const (
	ukrainianBoys = `Oleksandr|Alexander|Aleksandr|Olexandr|Олександр Dmytro|Dmitro|Dmitry|Dmitrij|Дмитро Andrii|Andriy|Andrij|Andrey|Андрій
		Maksym|Maxim|Maksim|Максим Artem|Artyom|Artiom Ivan|Ivàn|Іван Mykhailo|Mikhail|Mykhaylo|Michailo|Михайло Vladyslav|Vladislav|Владислав
		Bohdan|Bogdan|Богдан Denys|Denis|Денис Yaroslav|Jaroslav|Iaroslav|Ярослав Nazar|Назар Kyrylo|Kirill|Kyrill|Кирило
		Illia|Ilya|Ilja|Ілля Daniil|Danylo|Danilo|Данило Matvii|Matviy|Matvey Tymofii|Timofey|Tymofiy Vladyslav|Wladyslaw Oleh|Oleg|Олег
		Serhii|Sergiy|Sergej|Sergey|Сергій Yehor|Egor|Jehor|Єгор Mykyta|Nikita|Mikita|Микита`
	ukrainianGirls = `Anastasiia|Anastasia|Anastasiya|Анастасія Sofiia|Sofia|Sofiya|Софія Mariia|Maria|Mariya|Марія Daria|Dariia|Darya|Дарія
		Viktoriia|Victoria|Viktoria|Вікторія Polina|Поліна Yelyzaveta|Elizaveta|Jelyzaveta|Lizaveta Anna|Hanna|Анна Veronika|Veronica|Вероніка
		Kateryna|Katerina|Ekaterina|Катерина Yuliia|Julia|Yulia|Iuliia|Юлія Oleksandra|Alexandra|Aleksandra Milana|Мілана
		Diana|Діана Zlata|Злата Solomiia|Solomia|Solomiya Yeva|Eva|Ieva|Єва Arina|Аріна Khrystyna|Kristina|Christina`
	ukrainianFamilies = `Shevchenko|Sevcenko|Schewtschenko|Шевченко Kovalenko|Covalenco|Коваленко Bondarenko|Бондаренко Tkachenko|Tkacenko|Ткаченко
		Kravchenko|Kravcenko|Кравченко Oliinyk|Oliynyk|Olejnik|Олійник Shevchuk|Sevcuk|Шевчук Koval|Коваль Polishchuk|Poliscuk|Polischuk
		Bondar|Бондар Tkachuk|Tkaciuk|Ткачук Moroz|Мороз Marchenko|Marcenko|Марченко Lysenko|Lisenko|Лисенко Rudenko|Руденко
		Savchenko|Savcenko|Савченко Petrenko|Петренко Kravchuk|Kravciuk|Кравчук Klymenko|Klimenko|Клименко Pavlenko|Павленко
		Melnyk|Melnik|Мельник Hrytsenko|Gritsenko|Grytsenko Zakharchenko|Zaharcenko Yaremenko|Jaremenko Honchar|Gonchar|Goncar`
	albanianBoys = `Arbër|Arber Besnik|Besnìk Dritan|Dritàn Endri|Endrit|Andri Erjon|Erion Fatjon|Fation Gent|Ghent Klevis|Clevis
		Kristjan|Kristian|Cristian Ledion|Ledjon Leonard|Leonardo Luan|Luàn Mario|Marjo Redon|Redòn Renato|Renat Rei|Rej
		Sokol|Socol Xhulio|Giulio|Julio Xhoni|Joni|Gioni Ylli|Ilir|Yll Albi|Alban Aleks|Alex Amarildo|Amarild Enea|Enèa
		Flori|Florian Geri|Gerti`
	albanianGirls = `Xhesika|Jessica|Gesika Arjana|Ariana Elona|Ilona Klea|Clea Enxhi|Engi|Enji Sara|Sarah Era|Erza Besa|Bessa
		Dorina|Doriana Fjona|Fiona Megi|Meghi`
	albanianFamilies = `Hoxha|Hodja|Hoxa Shehu|Scehu|Sheu Gjoka|Gioka|Joka Prifti|Priftì Dervishi|Dervisci Leka|Lekaj Marku|Marcu
		Cela|Çela|Tsela Kola|Kolaj|Cola Hysa|Hisa|Hysaj Muça|Muca|Mucia Bardhi|Bardi Gashi|Gasci Krasniqi|Krasnichi|Krasnici
		Berisha|Berisa|Berisci Nika|Nikaj Lleshi|Leshi|Lesci Xhafa|Giafa|Jafa Dedja|Dedia Ndreca|Ndreka Balla|Bala Toska|Tosca`
	pakistaniBoys = `Muhammad|Mohammad|Mohammed|Muhammed Ali|Aly Ahmad|Ahmed Hamza|Hamzah|Amza Usman|Osman|Ousman Bilal|Bilaal|Belal
		Zain|Zein|Zayn Hassan|Hasan Hussain|Hussein|Husain Abdullah|Abdulla|Abd_Ullah Umer|Umar|Omar Faizan|Faisan|Faysan
		Asad|Assad|Asaad Waqas|Vaqas|Wakas Adnan|Adnaan Shahzaib|Shah_Zaib|Shahzeb Naveed|Navid|Nawid Imran|Emran|Imraan
		Kashif|Kascif|Cashif Junaid|Junayd|Giunaid Rehan|Rayhan|Rihan Tayyab|Tayab|Taiab Arslan|Arsalan|Arslaan Sufyan|Sufian|Sofian
		Haider|Haidar|Hyder Waseem|Wasim|Vasim Tanveer|Tanvir|Tanwir`
	pakistaniGirls = `Ayesha|Aisha|Aysha|Aicha Fatima|Fatema|Fatimah Zainab|Zaynab|Jainab Maryam|Mariam|Mariyam Hira|Heera Sana|Sanaa
		Nusrat|Nosrat Sumaiya|Sumaya|Somaya Khadija|Khadiza|Hadija Amna|Amina|Aamna Tasnim|Tasneem Jannat|Jannatul`
	pakistaniFamilies = `Khan|Kahn|Han Ahmed|Ahmad Ali|Aly Hussain|Hussein|Husain Iqbal|Ikbal|Eqbal Malik|Malick|Malek Butt|But|Bhatt
		Shah|Sciah|Sah Akhtar|Akthar|Akhter Raza|Rasa|Reza Javed|Javaid|Jawed Mehmood|Mahmood|Mahmud Rana|Ranà Chaudhry|Choudhary|Chaudhary|Ciaudry
		Aslam|Asslam Afzal|Afsal Ashraf|Asraf|Ascraf Rafique|Rafiq|Rafik Nawaz|Navaz|Nawas Saleem|Salim|Selim Arshad|Arsciad Gondal|Gondel
		Bhatti|Batti|Bhati Sheikh|Shaikh|Sceik`
	bangladeshiBoys = `Md|Mohammad|Mohammed|Muhammad Rakib|Raqib|Rakibul Shakil|Sakil|Shakeel Sohel|Suhel|Sohail Rasel|Russel|Rasal
		Sabbir|Sabir|Shabbir Mehedi|Mahdi|Mehedy Nayeem|Naim|Nayem Arif|Areef|Ariful Tanvir|Tanveer|Tanbir Sumon|Suman|Shumon
		Jubayer|Zubair|Jubair Saiful|Sayful|Safiul Emon|Imon|Iman Ridoy|Hridoy|Ridoi Fahim|Faheem|Fahìm Shanto|Santo
		Nazmul|Najmul|Nasmul Rifat|Refat|Rifath Masud|Masood|Massud Ripon|Ripan Alamin|Al_Amin|Alameen Ashik|Asik|Asheek`
	bangladeshiFamilies = `Hossain|Hossen|Hussain|Hosain Islam|Eslam Miah|Mia|Miya|Mya Rahman|Rahaman|Rohman Uddin|Udin|Oddin Ahmed|Ahmmed|Ahamed
		Khan|Kan Howlader|Hawlader|Haolader Sheikh|Sekh|Shekh Bepari|Byapari|Beparì Mollah|Molla|Mulla Sikder|Shikder|Sikdar
		Matubbar|Matubber|Matbar Talukder|Talukdar|Taluqder Sarkar|Sarker|Shorkar Akon|Akond|Akan Fakir|Fokir|Faqir Dewan|Dewwan|Devan
		Chowdhury|Choudhury|Chaudhuri|Chowdhuri Das|Dash Munshi|Munsi|Monshi Kazi|Qazi|Kasi`
	levantineBoys = `Mohammad|Mohamad|Muhammad|Mohammed Ahmad|Ahmed Omar|Omer Yousef|Youssef|Yusuf|Josef Abdullah|Abdallah|Abdulla Khaled|Khalid
		Mahmoud|Mahmud Hamza|Hamzeh|Hamzah Ali|Aly Hussein|Hussain|Hosein Ibrahim|Ebrahim Anas|Annas Bashar|Basciar|Bachar
		Majd|Mjd|Magd Rami|Ramy Tarek|Tareq|Tariq Wael|Wail Yazan|Yazen|Jazan Zakaria|Zakariya|Zacharia Adham|Adam Bilal|Belal Karam|Karram
		Nour|Nur|Noor Qusay|Kusai|Qosai Diaa|Dia|Diyaa`
	levantineFamilies = `Al_Hassan|Alhassan|El_Hassan|Hassan Al_Ahmad|Alahmad|Ahmad|El_Ahmad Al_Mohammad|Almohamad|Al_Muhammad
		Al_Khatib|Alkhatib|El_Khatib|Khateeb Haddad|Hadad|Al_Haddad Al_Masri|Almasri|El_Masri|Masry Darwish|Darwich|Daruish
		Al_Ali|Alali|El_Ali Al_Hussein|Alhusein|El_Hussein Ibrahim|Ebrahim|Al_Ibrahim Al_Jasem|Aljasim|Al_Jasim|Jassem
		Khalil|Kalil|Al_Khalil Al_Omar|Alomar|El_Omar Hamdan|Hamdane Shaban|Shaaban|Sciaban Najjar|Najar|Al_Najjar|Nagar
		Saleh|Salih|Al_Saleh Qasem|Kassem|Qassim|Kasim Abu_Zaid|Abuzaid|Abou_Zeid Suleiman|Sulaiman|Soleiman`
	afghanBoys = `Mohammad|Mohamad|Muhammad Ahmad|Ahmed Ali|Aly Hamid|Hameed|Amid Farid|Fareed Rahim|Raheem|Rahimullah Najib|Najeeb|Nagib
		Zabihullah|Zabiullah|Sabihullah Esmatullah|Ismatullah|Asmatullah Sayed|Said|Sayyed|Seyed Abdul|Abdol|Abdel Hekmat|Hikmat|Hekmatullah
		Jawad|Javad|Giavad Mahdi|Mehdi Mortaza|Murtaza|Morteza Reza|Raza Samiullah|Sami_Ullah|Samiulla Shafiq|Shafique|Sciafik
		Wahid|Waheed|Vahid Zalmay|Zalmai|Salmai Naseer|Nasir|Nasser Omid|Omed|Umid Habibullah|Habib_Ullah|Habibulla`
	afghanGirls = `Zahra|Zohra|Zara Fatima|Fatema|Fateme Maryam|Mariam Nargis|Narges|Nargiz Laila|Leila|Layla Shabnam|Shabnem
		Zarghuna|Zarghona|Sarghuna Farzana|Farzaneh|Farsana Masuma|Masooma|Masoumeh Sahar|Saher`
	afghanFamilies = `Ahmadi|Ahmady|Ahmedi Rahimi|Raheemi|Rahimy Hosseini|Hussaini|Husseini|Hosaini Mohammadi|Mohamadi|Muhammadi
		Noori|Nuri|Nouri Haidari|Heidari|Haydari Karimi|Kareemi|Karimy Rezai|Rezaie|Rezaei Stanikzai|Stanekzai|Stanikzay
		Safi|Saffi|Safy Popal|Popalzai|Popalzay Zadran|Zadrani|Sadran Amiri|Ameeri|Amiry Sultani|Soltani|Sultany Yousafzai|Yusufzai|Yousufzai
		Sharifi|Sharifì|Scerifi Azizi|Azisi|Azizy Wardak|Vardak|Wardaki Barakzai|Barakzay|Barekzai Jafari|Jaffari|Giafari`
)

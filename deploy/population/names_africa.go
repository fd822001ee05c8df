package population

// Names of the Nile, the Horn, the Maghreb and West Africa.
const (
	egyptianBoys = `Mohamed|Mohammed|Muhammad|Mohammad|Mohamad Ahmed|Ahmad|Ahmet Mahmoud|Mahmud|Mahmood Mostafa|Mustafa|Moustafa
		Youssef|Yousef|Yusuf|Yousif|Josef Abdelrahman|Abdel_Rahman|Abd_El_Rahman|Abdulrahman|Abdurrahman Omar|Omer|Umar
		Karim|Kareem Islam|Eslam Ziad|Zyad|Ziyad Amr|Amro|Amir Khaled|Khalid|Haled Ibrahim|Ebrahim|Ibrahem Hassan|Hasan
		Hussein|Hussain|Hosein|Husein Ali|Aly Tarek|Tariq|Tareq Walid|Waleed Sayed|Said|Saied|Sayyid Eid|Aid Reda|Rida
		Hamada|Hamadah Fathi|Fathy|Fati Gamal|Jamal Samir|Sameer Ashraf|Ashref Hany|Hani Adel|Adil Saber|Sabir Ramadan|Ramadhan
		Abdallah|Abdullah|Abdalla|Abdulla Shaban|Shaaban|Chaaban Nader|Nadir Bassem|Basem|Bassam Medhat|Midhat`
	arabGirls = `Fatma|Fatima|Fatimah|Fatema Mariam|Maryam|Meriem|Miriam Aya|Ayah Nour|Nur|Noor Salma|Selma Yasmin|Yasmine|Jasmin
		Habiba|Habibah Rania|Ranya Amina|Aminah|Emina Khadija|Khadiga|Hadija Zeinab|Zaynab|Zineb Sara|Sarah Hanan|Hanane
		Asma|Asmaa|Esma Rahma|Rahmah Doha|Duha Malak|Melek Jana|Gana Rim|Reem Iman|Eman`
	maghrebiBoys = `Mohamed|Mohammed|Mouhamed|Muhamed Ahmed|Ahmad Yassine|Yassin|Iassine Aymen|Ayman|Aimen Wassim|Wasim|Ouassim
		Amine|Amin Bilel|Bilal|Belal Hamza|Hamsa Houssem|Hossam|Houssam|Hussem Skander|Iskander Fares|Faris|Fèras
		Oussama|Osama|Ossama|Usama Rayen|Rayan|Rayane Ghaith|Gaith|Ghayth Seif|Saif|Sayf Achref|Ashraf|Achraf Montassar|Muntasar
		Nidhal|Nidal Khalil|Halil|Kalil Marwen|Marwan|Marouane Hedi|Hady|Hédi Zied|Ziad|Zyed Anis|Aniss Chokri|Shukri|Choukri
		Mehdi|Mahdi Aziz|Azis Slim|Selim|Slimane Ilyes|Elyes|Ilias|Ilyas`
	maghrebiFamilies = `Trabelsi|Trablsi|Tarabelsi Ben_Ali|Benali|Ben_Aly Gharbi|Garbi|Rharbi Jaziri|Gaziri|Djaziri Bouazizi|Buazizi|Bouazzizi
		Hammami|Hamami Ayari|Aïari|Ayyari Mejri|Majri Khelifi|Khlifi|Khalifi|Helifi Chebbi|Shabbi|Chabbi Dridi|Deridi
		Ouerghi|Werghi|Uerghi Jlassi|Jelassi|Glassi Zouari|Zuari|Zwari Mansouri|Mansuri|Mansoury Ferchichi|Farchichi
		Belhadj|Bel_Hadj|Belhaj Saidi|Saïdi|Essaidi Haddad|Hadad Nasri|Nassri Brahmi|Brahimi|Ibrahimi Amri|Amry|Lamri`
	gambianBoys = `Lamin|Lamine|Lameen|Alamin Ebrima|Ibrahima|Ebraima|Ebrimah Modou|Mamadou|Muhammadou|Modu Alieu|Aliou|Aliu|Alieou
		Ousman|Ousmane|Usman|Osman|Ousmaine Momodou|Mamodou|Muhamadou|Momodu Sulayman|Souleymane|Suleiman|Sulaiman
		Buba|Bubacarr|Boubacar|Babucarr Kebba|Keba|Kéba Yankuba|Yancouba|Yankouba Saikou|Seekou|Sekou|Saiku
		Bakary|Bakari|Bacary|Baccary Musa|Moussa|Mousa Demba|Dembo Abdoulie|Abdoulaye|Abdulie|Abdulai Amadou|Amadu|Ahmadou
		Omar|Oumar|Umar Assan|Hassan|Assane Fabakary|Fabacary Malick|Malik|Malic Sainey|Seiny|Saïné Pa_Modou|Pamodou
		Cheikh|Sheikh|Cherno|Shaykh Ismaila|Ismael|Ismaïla Yaya|Yahya|Jaja`
	gambianGirls = `Fatou|Fatu|Fatoumata|Fatoumatta Isatou|Aissatou|Isatu|Aïssatou Mariama|Mariam|Mariamma Awa|Hawa|Aua
		Binta|Bintou|Bintu Jainaba|Zainab|Diénaba Nyima|Nima|Gnima Kaddy|Kady|Khady Sainabou|Seynabou|Sainabu Amie|Ami|Amy`
	gambianFamilies = `Jallow|Diallo|Jalloh|Jalo|Djallo Ceesay|Cissé|Sesay|Sissay|Cessay Touray|Touré|Turay|Tourey Jobe|Diop|Job
		Jammeh|Diamé|Jameh|Djammeh Camara|Kamara Sanneh|Sané|Saneh|Sanne Bojang|Boyang|Badjang Darboe|Darbo|Daboe
		Drammeh|Dramé|Drame|Drammé Manneh|Mané|Mane|Manné Njie|Ndiaye|Njai|N'Jie Sowe|Sow|Soue Bah|Ba|Baah Barrow|Barro|Baro
		Conteh|Konté|Conté|Kontè Fofana|Fofanah Jatta|Diatta|Djatta|Jata Jawara|Diawara|Djawara Keita|Kaita|Keïta
		Krubally|Coulibaly|Kurubally|Crubally Marong|Marron|Maron Saidy|Seydi|Saidi Sonko|Sonco Susso|Soussou|Suso Trawally|Traoré|Trawalli`
	guineanBoys = `Mamadou|Mamadu|Mamoudou|Mahmadou Alpha|Alfa Ibrahima|Ibrahim|Ibraima|Hibrahima Ousmane|Usman|Ousman|Osmane
		Thierno|Tierno|Cherno|Tchierno Abdoulaye|Abdulaye|Abdulai|Abdoulay Boubacar|Bubacar|Aboubacar|Boubakar Amadou|Amadu|Hamadou
		Souleymane|Suleiman|Soulaymane|Souleiman Mohamed|Mohammed|Mouhamed Alseny|Alhassane|Alsény|Alsseny Sekou|Sékou|Cheikhou|Secou
		Lansana|Lanciné|Lassana Fodé|Fode|Foday|Fodey Moussa|Musa|Mussa Elhadj|El_Hadj|Alhaji|Elhadji Mamady|Mamadi|Mamadì
		Ismael|Ismaël|Ismail|Smael Saliou|Salieu|Saliu|Salihou Oumar|Omar|Umaru|Umar Aly|Ali|Aliou Kerfalla|Kerfala|Kerfallah
		Facinet|Facine|Fassinet Naby|Nabi`
	westGirls = `Fatoumata|Fatumata|Fatouma|Fatimata Mariama|Mariam|Maryama Aissatou|Aïssata|Aissata|Haissatou Kadiatou|Kadidiatou|Kadiatu|Khadiatou
		Aminata|Aminatou|Aminatta Hawa|Awa|Haoua Oumou|Umu|Oummou Djenabou|Djenaba|Zenab|Jenabou Binta|Bintou Assetou|Assétou|Assatou
		Rokia|Rokiatou|Rokhaya Adama|Adam`
	guineanFamilies = `Diallo|Jallow|Dialo|Jalloh|Diallò Bah|Ba|Baah|Bha Barry|Barri|Bary|Bari Sow|Soh|Sau Camara|Kamara|Camarà
		Condé|Conde|Kondé|Condè Touré|Toure|Turay|Tourè Sylla|Silla|Sila Soumah|Suma|Souma Bangoura|Bangura Keita|Keïta|Cheita
		Cissé|Cisse|Sesay|Cissè Kourouma|Kuruma|Korouma Traoré|Traore|Traorè|Trawally Baldé|Balde|Baldè Sidibé|Sidibe|Sidibè
		Kaba|Caba Konaté|Konate|Conateh|Conaté Doumbouya|Dumbuya|Doumbia Dioubaté|Jobarteh|Dioubate Fofana|Foffana Koroma|Kouroma`
	malianBoys = `Moussa|Musa|Mussa Amadou|Hamadou|Ahmadou Seydou|Saidou|Seidou|Sedou Ibrahim|Ibrahima|Brahima|Bréhima Adama|Adamà
		Bakary|Bacary|Bakari|Bakari Oumar|Omar|Umar Boubacar|Boubakar|Bubacar|Aboubacar Mamadou|Mahamadou|Mamadu|Mouhamadou
		Drissa|Idrissa|Driss Sékou|Sekou|Secou|Cheick Modibo|Modibbo Souleymane|Suleyman|Souleiman Issa|Hissa|Aissa
		Abdoulaye|Abdulaye|Abdoulay Lassina|Lassine|Lassana Yacouba|Yakuba|Yakouba Siaka|Siaca Daouda|Dauda|Daoud Salif|Salifou|Saliph
		Fousseyni|Fousseni|Fusseini Lamine|Lamin Alassane|Alhassane|Lassane Tidiane|Tijan|Tidjane Madou|Mady Hamidou|Amidou|Hamidu`
	malianFamilies = `Coulibaly|Koulibaly|Culibaly|Coulibali|Kulibali Traoré|Traore|Traorè|Trawore Diarra|Jarra|Djarra|Diara Keita|Keïta|Cheita
		Koné|Kone|Konè|Coné Dembélé|Dembele|Dembelé|Dembelè Sissoko|Cissokho|Sissokò|Cissoko Sangaré|Sangare|Sankaré|Sangarè
		Sidibé|Sidibe|Sidibè Touré|Toure|Turè Diakité|Diakite|Jakite|Diachité Doumbia|Dumbia|Doumbya Konaté|Konate|Conaté
		Cissé|Cisse|Sisse Bagayoko|Bagayogo|Bagaioko Fofana|Fofanà Maiga|Maïga Kanté|Kante|Canté Ouédraogo|Ouedraogo|Uedraogo|Wedraogo
		Sawadogo|Savadogo Kaboré|Kabore|Caboré Zongo|Songo Diallo|Dialo`
	ivorianBoys = `Mohamed|Mohammed|Mouhamed Ibrahim|Ibrahima|Brahima Abdoul|Abdul|Abdou Ismaël|Ismael|Ismail|Smael Moussa|Musa|Mussa
		Souleymane|Suleiman|Soulemane|Souleiman Yaya|Yahya|Iaia Aboubacar|Abubakar|Boubacar|Aboubakar Inza|Enza Vassiriki|Vasiriki
		Issouf|Youssouf|Issuf|Yousuf Adama|Adamà Bamory|Bamori Daouda|Dauda|Daoud Losseni|Lossény|Losseny Zoumana|Zumana
		Serge|Sergio|Serg Kévin|Kevin|Kevine Emmanuel|Emanuel|Emmanuele Christian|Cristian|Kristian Franck|Frank|Franc
		Jean|Gean|Jan Désiré|Desire|Dezire Cédric|Cedric|Sedrik Aristide|Aristid Landry|Landri`
	ivorianGirls = `Aminata|Aminatou|Aminatta Mariam|Mariame|Maryam Fatoumata|Fatou|Fatumata Aïcha|Aicha|Aisha|Haicha Awa|Hawa
		Grâce|Grace|Gras Esther|Ester|Hester Prisca|Priska Blessing|Blesing Nadège|Nadege|Nadesh Djeneba|Djénéba|Geneba
		Affoué|Affoue|Afoué Adjoua|Ajoua|Adioua Sarah|Sara Emmanuella|Emanuela|Manuela`
	ivorianFamilies = `Koné|Kone|Konè|Coné Traoré|Traore|Traorè Ouattara|Wattara|Ouatara|Uattara Coulibaly|Koulibaly|Culibali Bamba|Bambà
		Kouassi|Kwassi|Quassi|Kouasi Kouadio|Kwadjo|Cuadio|Kouadjo Konan|Conan|Konnan Yao|Iao|Yaho N'Guessan|Nguessan|N_Guessan|Guessan
		Kouamé|Kouame|Kwame|Kuamé Touré|Toure|Turè Diabaté|Diabate|Diabatè Fofana|Fofanà Cissé|Cisse|Sissé Doumbia|Dumbia|Doumbya
		Soro|Sorho Sanogo|Sanogho Dosso|Doso Ngono|Ngonò Mbarga|M'Barga|Barga Hounkpatin|Hunkpatin|Ounkpatin Dossou|Dosu|Dossu
		Ahouansou|Ahuansu|Awansou`
	ghanaianBoys = `Kofi|Koffi|Cofi Kwame|Kwami|Quame Kwabena|Kwabina|Quabena Yaw|Yao|Jaw Emmanuel|Emanuel|Imanuel Samuel|Samuele|Samwel
		Prince|Prins Godwin|Godwyn Collins|Colins Destiny|Destini Osas|Osaz Efe|Effe Junior|Giunior Ibrahim|Ibraheem|Ebrahim
		Abdul|Abdoul|Abdel Rashid|Rasheed|Raschid Alhassan|Alassan|Al_Hassan Mohammed|Mohamed|Muhammed Fuseini|Fusseini|Fousseini`
	ghanaianGirls = `Blessing|Blesing|Blessin Joy|Gioy|Joi Faith|Fait|Feith Gift|Ghift Mercy|Mersi|Mercie Precious|Presious|Prescious
		Abena|Habena Akosua|Akosuah|Acosua Favour|Favor|Fevor Success|Sucess Esther|Ester Happiness|Hapiness`
	ghanaianFamilies = `Mensah|Mensa|Mensha Osei|Ossei|Osey Boateng|Boating|Boatang Owusu|Owuso|Ovusu Asante|Assante|Ashanti
		Appiah|Apia|Appia Agyemang|Agyeman|Adjeman Amoah|Amoa Osagie|Osaghie|Osage Igbinosa|Ighinosa|Igbinoza Omoruyi|Omoruy|Omoruji
		Ehigie|Eigie|Ehighie Okafor|Okafo|Ocafor Idahosa|Idaosa|Idahoza Yakubu|Yakubo|Jakubu Issah|Issa|Isah`
	eritreanBoys = `Filmon|Philmon|Filimon Yonas|Jonas|Ionas Samuel|Samuele|Samiel Abel|Habel Henok|Enoch|Henoch Natnael|Nathnael|Natanael
		Robel|Rubel|Robiel Tesfay|Tesfai|Tesfaye Kidane|Chidane|Kidanè Berhane|Birhane|Brhane|Berane Mehari|Meari|Mihari
		Haile|Hayle|Aile Tekle|Teklè|Takle Ghebre|Gebre|Gabre Weldu|Woldu|Ueldu Yohannes|Johannes|Yohanes Amanuel|Emmanuel|Amanuele
		Biniam|Binyam|Beniam Merhawi|Merawi|Merhaui Aron|Aaron Dawit|Dawitt|Davit Mulugeta|Mulughieta|Mulugheta`
	eritreanGirls = `Semhar|Samhar|Semar Selam|Salam Helen|Elen|Helena Luwam|Luam|Louam Feven|Fewen|Feben Rahel|Rachel|Rael
		Saba|Sabà Winta|Uinta Bethlehem|Betelhem|Betlehem Eden|Edén Hiwet|Hiwot|Iwet Mehret|Meret|Mihret`
	somaliBoys = `Mohamed|Mahamed|Maxamed|Mohammed Abdi|Cabdi|Abdy Ahmed|Axmed|Ahmad Hassan|Xasan|Hasan Ali|Cali|Aly Omar|Cumar|Umar
		Abdirahman|Abdirahmaan|Cabdiraxmaan|Abdulrahman Abdullahi|Abdulahi|Cabdulaahi Ibrahim|Ibraahim|Ebrahim Yusuf|Yuusuf|Yousuf
		Farah|Faarax|Fara Jama|Jaamac|Giama Abukar|Abuukar|Abubakar Nur|Nuur|Noor Osman|Cusmaan|Usman Hussein|Xuseen|Husein
		Mukhtar|Mukhtaar|Muktar Said|Siciid|Saeed Warsame|Warsama|Uarsame Guled|Guleed|Gouled Liban|Liibaan|Libaan Sharif|Shariif|Scerif`
	somaliGirls = `Fadumo|Faduma|Faadumo|Fatuma Hodan|Hodhan|Odan Asha|Caasha|Aisha|Ascia Halimo|Halima|Xaliimo Sahra|Zahra|Saahra
		Maryan|Maryam|Maryama Khadija|Khadiijo|Kadigia Ayan|Ayaan|Aian Nimo|Nimco|Nimca Ifrah|Ifraax|Ifra Amina|Aamina|Amino`
)

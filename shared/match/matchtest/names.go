package matchtest

import "strings"

// Culture is a way of naming. The tables are our own: common names, the most
// frequent first, in the spelling that a document might have; a name that is
// also written in Arabic letters has them after an equals sign. No child is meant.
type Culture struct {
	Name    string
	given   string
	family  string
	fathers bool   // the family part is the father's and grandfather's given names
	tail    string // syllables of which rarer family names are made
}

// name is one word of a name, in both scripts where it has both.
type name struct{ latin, arabic string }

func names(table string) []name {
	var out []name
	for _, w := range strings.Fields(table) {
		latin, arabic, _ := strings.Cut(w, "=")
		out = append(out, name{strings.ReplaceAll(latin, "_", " "), strings.ReplaceAll(arabic, "_", " ")})
	}
	return out
}

// Cultures are all that there are.
func Cultures() []Culture {
	return []Culture{
		{"egypt", egyptGiven, "", true, ""},
		{"maghreb", maghrebGiven, maghrebFamily, false, "ben bou sa mi dri cha ze ma la kha far nou ba ri ssi ouni aoui adi"},
		{"guinea", westGiven, westFamily, false, "ba ka dia kou ma so ta sy nou do ra la ndé mba ko fo lo"},
		{"gambia", gambiaGiven, gambiaFamily, false, "ja ma sa nneh ba ko ta dar sey mbo njie fa ro ca te ng"},
		{"guinea-gulf", gulfGiven, gulfFamily, false, "o ba de wa so la ko ju ni ye kwa me na tu ede uche chi nwa asa fo"},
		{"eritrea", hornGiven, "", true, ""},
		{"somalia", somaliGiven, "", true, ""},
		{"sudan", sudanGiven, "", true, ""},
		{"afghanistan", afghanGiven, afghanFamily, false, "za rah mi na ha de khe wa sha no mo so ra i li da ha di yar zai"},
		{"bengal", bengalGiven, bengalFamily, false, "ra ha ma sar mo lla ho ssa in mi ah kha tun al am shi kda der"},
		{"europe", europeGiven, europeFamily, false, "har win mer ton ley ford ing den wood shaw by gar rick man stone well bur"},
	}
}

const (
	egyptGiven = `Mohamed=محمد Ahmed=أحمد Mahmoud=محمود Mostafa=مصطفى Youssef=يوسف Abdelrahman=عبد_الرحمن Omar=عمر Karim=كريم
		Islam=إسلام Ziad=زياد Amr=عمرو Khaled=خالد Ibrahim=إبراهيم Hassan=حسن Hussein=حسين Ali=علي Tarek=طارق Walid=وليد
		Sayed=سيد Eid=عيد Reda=رضا Hamada=حمادة Fathi=فتحي Gamal=جمال Samir=سمير Ashraf=أشرف Hany=هاني Adel=عادل Saber=صابر
		Ramadan=رمضان Abdallah=عبد_الله Shaban=شعبان Nader=نادر Bassem=باسم Medhat=مدحت Abdelaziz=عبد_العزيز Saad=سعد
		Magdy=مجدي Ragab=رجب Sherif=شريف Tamer=تامر Wael=وائل Yasser=ياسر Ayman=أيمن Emad=عماد Essam=عصام Hazem=حازم Hesham=هشام
		Kamal=كمال Mamdouh=ممدوح Nasser=ناصر Osama=أسامة Salah=صلاح Farouk=فاروق Gaber=جابر Hosny=حسني Lotfy=لطفي Mansour=منصور
		Nabil=نبيل Rashad=رشاد Shawky=شوقي Zakaria=زكريا Abdelhamid=عبد_الحميد Abdelfattah=عبد_الفتاح Bahaa=بهاء Diaa=ضياء Ezzat=عزت
		Fouad=فؤاد Galal=جلال Helmy=حلمي Ismail=إسماعيل Kareem=كريم Maher=ماهر Nour=نور Rabie=ربيع Seif=سيف Taha=طه Anwar=أنور
		Fatma=فاطمة Mariam=مريم Aya=آية Salma=سلمى Habiba=حبيبة Amina=أمينة Khadija=خديجة Zeinab=زينب Hanan=حنان Asmaa=أسماء`
	maghrebGiven = `Mohamed=محمد Yassine=ياسين Aymen=أيمن Wassim=وسيم Amine=أمين Bilel=بلال Hamza=حمزة Houssem=حسام Skander=إسكندر
		Fares=فارس Oussama=أسامة Rayen=ريان Ghaith=غيث Seif=سيف Achref=أشرف Montassar=منتصر Nidhal=نضال Khalil=خليل Marwen=مروان
		Hedi=الهادي Zied=زياد Anis=أنيس Chokri=شكري Mehdi=مهدي Aziz=عزيز Slim=سليم Ilyes=إلياس Abderrahmane=عبد_الرحمان Abdelkader=عبد_القادر
		Rachid=رشيد Said=سعيد Hicham=هشام Khaled=خالد Karim=كريم Sofiane=سفيان Nassim=نسيم Lotfi=لطفي Mounir=منير Tarek=طارق Walid=وليد
		Adem=آدم Badr=بدر Chaker=شاكر Dhia=ضياء Ezzedine=عز_الدين Firas=فراس Habib=حبيب Imed=عماد Jalel=جلال Kais=قيس Lamine=الأمين
		Malek=مالك Nizar=نزار Othman=عثمان Ramzi=رمزي Sabri=صبري Taoufik=توفيق Younes=يونس Zakaria=زكرياء Driss=إدريس Jamal=جمال
		Fatima=فاطمة Meriem=مريم Yasmine=ياسمين Amina=أمينة Khadija=خديجة Salma=سلمى Rim=ريم Asma=أسماء Sara=سارة Imane=إيمان`
	maghrebFamily = `Trabelsi=الطرابلسي Ben_Ali=بن_علي Gharbi=الغربي Jaziri=الجزيري Bouazizi=البوعزيزي Hammami=الهمامي Ayari=العياري Mejri=الماجري
		Khelifi=الخليفي Chebbi=الشابي Dridi=الدريدي Ouerghi=الورغي Jlassi=الجلاصي Zouari=الزواري Mansouri=المنصوري Ferchichi=الفرشيشي
		Belhadj=بلحاج Saidi=السعيدي Haddad=حداد Nasri=النصري Brahmi=البراهمي Amri=العامري Alaoui=العلوي Idrissi=الإدريسي Benani=بناني
		Tazi=التازي Berrada=برادة Chraibi=الشرايبي Fassi=الفاسي Bennis=بنيس Lahlou=لحلو Ouazzani=الوزاني Benkirane=بنكيران Bouzid=بوزيد
		Hamdi=حمدي Messaoudi=المسعودي Boudiaf=بوضياف Benbella=بن_بلة Zerrouki=زروقي Meziane=مزيان Cherif=شريف Khelil=خليل Bensalem=بن_سالم
		Abidi=العبيدي Chaouch=شاوش Guesmi=القاسمي Hajji=الحاجي Karoui=القروي Laabidi=العبيدي Maaloul=معلول Othmani=العثماني Riahi=الرياحي
		Sassi=ساسي Tounsi=التونسي Yahyaoui=اليحياوي Zaidi=الزيدي Bouhlel=بوهلال Chaabane=شعبان Daoud=داود Ghannouchi=الغنوشي`
	westGiven = `Mamadou Ibrahima Ousmane Alpha Thierno Abdoulaye Boubacar Amadou Souleymane Mohamed Alseny Sekou Lansana Fodé Moussa
		Elhadj Mamady Ismael Saliou Oumar Aly Kerfalla Facinet Naby Seydou Adama Bakary Drissa Modibo Issa Lassina Yacouba Siaka Daouda
		Salif Fousseyni Lamine Alassane Tidiane Madou Hamidou Inza Vassiriki Issouf Bamory Losseni Zoumana Cheick Karamoko Sory Bangaly
		Djibril Aboubacar Mory Soriba Younoussa Habib Cellou Algassimou Kaba Nfaly Sidiki Brahima Gaoussou Kalifa Bourama Nouhoum Oumarou
		Yaya Idrissa Zakaria Hassane Pathé Samba Demba Malick Babacar Pape Serigne Assane Ousseynou Fatoumata Mariama Aissatou Kadiatou
		Aminata Hawa Oumou Djenabou Binta Assetou Rokia Fanta`
	westFamily = `Diallo Bah Barry Sow Camara Condé Touré Sylla Soumah Bangoura Keita Cissé Kourouma Traoré Baldé Sidibé Kaba Konaté
		Doumbouya Dioubaté Fofana Koroma Coulibaly Diarra Koné Dembélé Sissoko Sangaré Diakité Doumbia Bagayoko Maiga Kanté Ouédraogo
		Sawadogo Kaboré Zongo Ouattara Bamba Kouassi Kouadio Konan Kouamé Diabaté Soro Sanogo Dosso Ndiaye Diop Fall Gueye Faye Sarr
		Mbaye Sagna Badji Diatta Diédhiou Goudiaby Mané Sané Ba Dia Niang Seck Thiam Wade Sy Kane Tall Ly Dieng Mbengue Samaké Berthé
		Togola Haidara Sacko Magassouba Millimono Tolno Guilavogui Haba Loua Béavogui Kolié Théa Mara`
	gambiaGiven = `Lamin Ebrima Modou Alieu Ousman Momodou Sulayman Buba Kebba Yankuba Saikou Bakary Musa Demba Abdoulie Amadou Omar Assan
		Fabakary Malick Sainey Pa_Modou Cheikh Ismaila Yaya Bubacarr Foday Karamba Lamarana Nfamara Sanna Sheriffo Tijan Wally Yusupha
		Alhagie Baboucarr Dawda Essa Famara Habibou Jerreh Kemo Landing Mustapha Njaga Ousainou Samba Seedy Sutay Tombong Yerro Muhammed
		Fatou Isatou Mariama Awa Binta Jainaba Nyima Kaddy Sainabou Amie`
	gambiaFamily = `Jallow Ceesay Touray Jobe Jammeh Camara Sanneh Bojang Darboe Drammeh Manneh Njie Sowe Bah Barrow Conteh Fofana Jatta
		Jawara Keita Krubally Marong Saidy Sonko Susso Trawally Badjie Baldeh Bayo Colley Dampha Danso Dibba Fatty Gaye Gassama Janneh
		Jarju Jawo Kanteh Kinteh Kujabi Mballow Mbye Minteh Nyassi Nyang Sabally Sambou Samateh Sanyang Secka Sillah Singhateh Suwareh
		Tamba Tunkara Wally Cham Faal Nyabally Gomez Mendy`
	gulfGiven = `Kofi Kwame Kwabena Yaw Emmanuel Samuel Prince Godwin Collins Destiny Osas Efe Junior Ibrahim Abdul Rashid Alhassan
		Mohammed Fuseini Kwesi Kojo Kwadwo Ebenezer Isaac Joseph Daniel Michael Stephen Richard Francis Gideon Bright Desmond Felix Festus
		Friday Goodluck Innocent Kelvin Lucky Monday Nosa Osaze Paul Peter Sunday Victor Wisdom Uche Chinedu Emeka Ifeanyi Kelechi Obinna
		Chukwudi Tunde Segun Femi Kunle Wale Musa Sani Aliyu Usman Blessing Joy Faith Gift Mercy Precious Abena Akosua Favour Success Esther`
	gulfFamily = `Mensah Osei Boateng Owusu Asante Appiah Agyemang Amoah Osagie Igbinosa Omoruyi Ehigie Okafor Idahosa Yakubu Issah
		Addo Adjei Acheampong Ampofo Ansah Antwi Arthur Asamoah Baah Baidoo Bonsu Danquah Darko Donkor Frimpong Gyamfi Kyei Nkrumah Ofori
		Opoku Quaye Sarpong Tetteh Yeboah Adebayo Adeyemi Afolabi Balogun Bello Eze Igwe Nnamdi Nwachukwu Obi Ogbonna Okeke Okonkwo Okoro
		Olawale Oyelaran Uwaifo Aigbe Edosa Ighodaro Imasuen Obaseki Osayande Abdulai Alhassan Mahama Seidu Sulemana`
	hornGiven = `Filmon Yonas Samuel Abel Henok Natnael Robel Tesfay Kidane Berhane Mehari Haile Tekle Ghebre Weldu Yohannes Amanuel Biniam
		Merhawi Aron Dawit Mulugeta Abraham Afewerki Alem Araya Asmelash Bereket Daniel Ermias Ephrem Eyob Fitsum Gebremedhin Gebreselassie
		Gebremariam Girmay Goitom Habtom Isaias Kahsay Kibrom Medhanie Michael Mebrahtu Negash Okbay Petros Semere Simon Solomon Temesgen
		Teklemariam Tewelde Tsegay Weldemichael Weldeab Yemane Zeray Zerezghi Abebe Bekele Tadesse Getachew Girma Kebede Mesfin Semhar Selam
		Helen Luwam Feven Rahel Saba Winta Eden Hiwet Mehret`
	somaliGiven = `Mohamed=محمد Abdi=عبدي Ahmed=أحمد Hassan=حسن Ali=علي Omar=عمر Abdirahman=عبد_الرحمن Abdullahi=عبد_الله Ibrahim=إبراهيم
		Yusuf=يوسف Farah=فارح Jama=جامع Abukar=أبو_بكر Nur=نور Osman=عثمان Hussein=حسين Mukhtar=مختار Said=سعيد Warsame Guled Liban Sharif=شريف
		Abdiaziz Abdikadir Abdinasir Adan Bashir Bile Dahir Dalmar Elmi Faisal Garad Hirsi Idris Isse Jibril Khadar Mahad Mahdi Mire Muse
		Nasir Nuradin Roble Saalax Samatar Shire Siad Suleyman Tahlil Yasin Zakariye Fadumo Hodan Asha Halimo Sahra Maryan Khadija Ayan Nimo`
	sudanGiven = `Mohamed=محمد Ahmed=أحمد Abdallah=عبد_الله Adam=آدم Ibrahim=إبراهيم Ali=علي Hassan=حسن Osman=عثمان Yousif=يوسف Ismail=إسماعيل
		Idris=إدريس Haroun=هارون Yahya=يحيى Bakri=بكري Mutasim=معتصم Altayeb=الطيب Alfatih=الفاتح Abubakr=أبو_بكر Abdelaziz=عبد_العزيز
		Abdelmonim=عبد_المنعم Mustafa=مصطفى Mubarak=مبارك Khamis=خميس Juma=جمعة Suliman=سليمان Babiker=بابكر Bashir=بشير Hamid=حامد
		Hamdan=حمدان Issa=عيسى Kamal=كمال Khalid=خالد Mahjoub=محجوب Musa=موسى Nasreldin=نصر_الدين Omer=عمر Salah=صلاح Salih=صالح Sabir=صابر
		Siddig=صديق Tagelsir=تاج_السر Walid=وليد Yagoub=يعقوب Zakaria=زكريا Abdelrahim=عبد_الرحيم Anwar=أنور Awad=عوض Badreldin=بدر_الدين
		Elsadig=الصادق Gibril=جبريل Hashim=هاشم Ishag=إسحاق Mahdi=مهدي Mansour=منصور Rashid=راشد Tarig=طارق Fatima=فاطمة Amna=آمنة Hawa=حواء`
	afghanGiven = `Ahmad=احمد Mohammad=محمد Ali=علی Reza=رضا Hamid=حمید Jawad=جواد Mustafa=مصطفی Farhad=فرهاد Nasir=ناصر Zabihullah=ذبیح_الله
		Najibullah=نجیب_الله Hamidullah=حمید_الله Rahmatullah=رحمت_الله Samiullah=سمیع_الله Asadullah=اسدالله Habibullah=حبیب_الله
		Sher_Khan=شیر_خان Gul_Agha=گل_آغا Imran=عمران Usman=عثمان Bilal=بلال Waqas=وقاص Adnan=عدنان Faisal=فیصل Hamza=حمزہ Asif=آصف
		Kashif=کاشف Zeeshan=ذیشان Shahzaib=شاہزیب Umar=عمر Abdul_Rahman=عبدالرحمن Abdul_Wahid=عبدالواحد Ehsanullah=احسان_الله Noor=نور
		Shafiqullah=شفیق_الله Sajjad=سجاد Yasin=یاسین Mahdi=مهدی Mojtaba=مجتبی Murtaza=مرتضی Qasim=قاسم Sohrab=سهراب Tamim=تمیم
		Wahid=وحید Yama=یما Zaki=ذکی Esmatullah=عصمت_الله Inamullah=انعام_الله Javed=جاوید Khalid=خالد Maryam=مریم Zahra=زهرا Fatima=فاطمہ`
	afghanFamily = `Ahmadi=احمدی Mohammadi=محمدی Hussaini=حسینی Rahimi=رحیمی Karimi=کریمی Rezai=رضایی Akbari=اکبری Haidari=حیدری Amiri=امیری
		Sharifi=شریفی Nazari=نظری Jafari=جعفری Alizada=علیزاده Noori=نوری Safi=صافی Stanikzai=ستانکزی Ahmadzai=احمدزی Yousafzai=یوسفزئی
		Khan=خان Shah=شاہ Hussain=حسین Malik=ملک Butt=بٹ Chaudhry=چوہدری Mughal=مغل Qureshi=قریشی Sheikh=شیخ Afridi=آفریدی Shinwari=شینواری
		Zazai=ځاځی Wardak=وردک Popal=پوپل Hotak=هوتک Mangal=منگل Gujjar=گجر Rajput=راجپوت Bhatti=بھٹی Awan=اعوان Abbasi=عباسی Kazimi=کاظمی
		Mirzai=میرزایی Sadat=سادات Hashimi=هاشمی Qasimi=قاسمی Omari=عمری Barakzai=بارکزی Noorzai=نورزی Achakzai=اچکزی Niazi=نیازی Sultani=سلطانی`
	bengalGiven = `Md_Rahim Md_Sohel Md_Rasel Md_Shakil Md_Rubel Jahid Sabbir Arif Rakib Nazmul Shamim Tanvir Mehedi Hasan Imran Kamrul
		Monir Mizanur Saiful Shahin Sujon Sumon Tarek Zahidul Ashraful Faruk Habibur Jamal Kamal Liton Mamun Masud Nayeem Parvez Rafiqul
		Robiul Rony Sagar Shafiqul Shohag Tuhin Yasin Abdul_Karim Abul_Kalam Alamgir Anisur Delwar Emdadul Fahim Golam Iqbal Joynal Khokon
		Mahbub Mojibur Nurul Obaidul Ripon Sadek Tofazzal Zakir Fatema Ayesha Sumaiya Nusrat Sharmin Taslima`
	bengalFamily = `Islam Hossain Rahman Ahmed Uddin Miah Khan Ali Akter Begum Khatun Sarkar Sheikh Mia Mollah Howlader Sikder Talukdar
		Bepari Chowdhury Bhuiyan Munshi Gazi Haque Karim Alam Kazi Mondal Matubbar Hawlader Fakir Biswas Das Roy Paul Barua Chakma Dewan
		Kabir Mahmud Molla Patwary Pramanik Sardar Shikder Siddique Sultana Majumder Laskar Hasan Azad Kader Mridha Khandaker`
	europeGiven = `Emily Jack Joshua Lachlan Thomas Georgia Olivia William James Sophie Matthew Daniel Benjamin Jessica Chloe Nicholas
		Samuel Isabella Alexander Ella Mitchell Hannah Luke Ryan Charlotte Zachary Caitlin Grace Liam Jacob Sarah Connor Emma Dylan Harrison
		Riley Lucy Ethan Jasmine Caleb Nathan Mia Isaac Ruby Oscar Amy Joel Zoe Cooper Bailey Alyssa Tyler Noah Madison Jayden Kyle Lauren
		Blake Lily Patrick Sienna Max Harry Jordan Abbey Aidan Finn Erin Toby Imogen Callum Tahlia Declan Bronte Marcus Kiera Hamish Oliver`
	europeFamily = `Clarke White Ryan Nguyen Smith Campbell Green Webb Matthews Dixon Reid Jones Taylor Brown Wilson Kelly Harris Martin
		Thompson Walker Robinson Wright King Hill Baker Evans Turner Parker Collins Edwards Stewart Morris Rogers Cook Morgan Bell Murphy
		Bailey Cooper Richardson Cox Howard Ward Peterson Gray Ramsey Watson Brooks Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry
		Powell Long Patterson Hughes Flores Washington Butler Simmons Foster Bryant Alexander Russell Griffin Hayes Dolan Ryder Glass Pascoe
		Noble Beams Crook Goode Rudd Zalunardo Burford Maynard Lowe Wilkins Blackwell Hobson Brammer Sheard Coulthard Domaschenz Donaldson`
	towns = `Ragusa Agrigento Lampedusa Milano Torino Bari Crotone Augusta Pozzallo Trieste Gorizia Ventimiglia Roma Napoli Palermo Catania
		Messina Siracusa Trapani Reggio_Calabria Reggio_Emilia Cosenza Lecce Taranto Brindisi Foggia Salerno Caserta Latina Viterbo Perugia
		Terni Ancona Pesaro Rimini Bologna Modena Parma Piacenza Ferrara Ravenna Firenze Prato Pistoia Lucca Pisa Livorno Siena Arezzo
		Genova La_Spezia Savona Imperia Cuneo Asti Alessandria Novara Como Varese Bergamo Brescia Cremona Mantova Verona Vicenza Padova
		Venezia Treviso Udine Pordenone Bolzano Trento Aosta San_Giovanni_Rotondo Mazara_del_Vallo Castel_Volturno Porto_Empedocle`
	nicknames = `Mohamed:Momo Mohamed:Mido Ahmed:Hamada Mamadou:Mady Ibrahima:Ibou Ousmane:Ousso Abdoulaye:Abdou Boubacar:Bouba Aboubacar:Abou
		Souleymane:Solo Fatoumata:Fatou Fatoumata:Tata Aissatou:Aicha Kadiatou:Kady Aminata:Ami Mariama:Mari Youssef:Joe Mostafa:Sasa
		Mahmoud:Hoda Abdelrahman:Abdo Abdallah:Abdo Khadija:Khadi Zeinab:Zouzou Ibrahim:Brahim Ibrahim:Ibro Sulayman:Sulay Bakary:Baks
		Emmanuel:Emma Samuel:Sam Daniel:Dan Michael:Mike Joseph:Joe Abdirahman:Abdi Abdullahi:Abdi Amanuel:Aman Natnael:Nati Dawit:Dave
		Zabihullah:Zabi Najibullah:Najib Hamidullah:Hamid Rahmatullah:Rahmat Alexander:Alex Benjamin:Ben Thomas:Tom William:Will Joshua:Josh
		Nicholas:Nick Matthew:Matt Jessica:Jess Zachary:Zac Patrick:Paddy Isabella:Bella Olivia:Liv Charlotte:Lottie`
)

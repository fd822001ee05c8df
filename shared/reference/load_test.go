package reference

import (
	"strings"
	"testing"
	"testing/fstest"

	"faro.example/shared/fault"
)

func small() fstest.MapFS {
	return fstest.MapFS{
		provincesFile:      {Data: []byte("code,istat,name,region\nPA,082,Palermo,19\n")},
		municipalitiesFile: {Data: []byte("istat,name,province\n082053,Palermo,PA\n")},
		countriesFile:      {Data: []byte("alpha2,alpha3,italian,english,others\nEG,EGY,Egitto,Egypt,\n")},
	}
}

func TestLoadSaysWhatToDoWhenTheTablesAreNotMade(t *testing.T) {
	for _, missing := range []string{provincesFile, municipalitiesFile, countriesFile} {
		files := small()
		delete(files, missing)
		_, err := load(files)
		if !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "make prepare") {
			t.Errorf("without %s: got %v, want the remedy", missing, err)
		}
	}
}

func TestLoadRefusesTablesThatPointAtNothing(t *testing.T) {
	for name, change := range map[string]func(fstest.MapFS){
		"a province of no region": func(f fstest.MapFS) {
			f[provincesFile] = &fstest.MapFile{Data: []byte("code,istat,name,region\nPA,082,Palermo,99\n")}
		},
		"a municipality of no province": func(f fstest.MapFS) {
			f[municipalitiesFile] = &fstest.MapFile{Data: []byte("istat,name,province\n082053,Palermo,QQ\n")}
		},
		"no municipality": func(f fstest.MapFS) {
			f[municipalitiesFile] = &fstest.MapFile{Data: []byte("istat,name,province\n")}
		},
		"a row too short": func(f fstest.MapFS) {
			f[countriesFile] = &fstest.MapFile{Data: []byte("alpha2,alpha3,italian,english,others\nEG,EGY\n")}
		},
		"a file of nothing": func(f fstest.MapFS) { f[countriesFile] = &fstest.MapFile{} },
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			change(files)
			if _, err := load(files); err == nil {
				t.Error("the tables were taken")
			}
		})
	}
	if _, err := load(small()); err != nil {
		t.Errorf("the tables without fault: %v", err)
	}
}

func TestWordsAreSpelledForOneCountryEach(t *testing.T) {
	seen := map[string]string{}
	for _, w := range countryWords {
		for _, text := range strings.Split(w.words, ",") {
			if other, ok := seen[text]; ok && other != w.country {
				t.Errorf("%q is given to %q and to %q", text, other, w.country)
			}
			seen[text] = w.country
		}
	}
}

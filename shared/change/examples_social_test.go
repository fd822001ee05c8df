package change_test

import (
	"time"

	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// examplesOfSocialFile are those of the social file, and of its notice.
func examplesOfSocialFile() []example {
	return []example{
		{body: socialfile.Interview{
			By: "Anna Russo", As: socialfile.Psychologist, Mediator: "Fatou Sow", Guardian: "Rosa Conti", Language: "ff-Latn",
			Story: "left at fifteen,\nafter the school closed", Ties: "an uncle in Lyon", Why: "owes for the journey",
			Vulnerable: []socialfile.Vulnerability{socialfile.Violence, socialfile.InDebt},
			Opinion:    socialfile.Voice{Words: "I want to learn Italian \"well\""}, Solution: "school, then the uncle",
		}},
		{body: socialfile.Plan{
			Goals: []socialfile.Goal{
				{What: "Italian, level A2", Who: "CPIA Catania", Until: on(time.June, 30), State: socialfile.UnderWay},
				{What: "vaccinations", Who: "the head of the structure", State: socialfile.Reached},
			},
			Review:  &socialfile.Review{On: on(time.March, 29), With: "the guardian and the mediator", Agreed: "a course in the evening"},
			Opinion: socialfile.Voice{Silent: "tired, and asked to go on another day"},
		}},
		{body: socialfile.Photograph{
			File:  minor.File{Digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Type: minor.JPEG, Size: 48_213},
			Shows: "the scar over the left eye",
		}},
		{body: socialfile.Note{
			Subject: "asthma", Sensitivity: socialfile.OfHealth, Text: "an inhaler, twice a day", Corrects: numbered[socialfile.NoteID](0x7c),
		}},
		{body: minor.NoticeSent{
			Matter: minor.SocialFileSent, As: minor.ToProsecutor, To: numbered[minor.AddresseeID](0xb2), About: numbered[minor.RecordID](0x7d),
		}, section: change.SocialFile},
	}
}

package dynamo_test

import "strings"

// count adds a count to the total of what it counts.
func (s *soundness) count() {
	used, _ := s.item["used"].(float64)
	switch window, _, _ := strings.Cut(s.value("sk"), "#"); {
	case window == "open":
		s.open[s.partition()] += used
	case strings.Contains(s.at, "#COUNTS | "):
		s.mails["of hours"] += used
	case strings.Contains(s.at, " | MAILS#"):
		s.mails["of days"] += used
	}
}

// counts compares the counts of the limits with what is stored.
func (s *soundness) counts() {
	s.at = "counts"
	for organisation, n := range s.open {
		if n != s.offers[organisation] {
			s.wrong("%s counts %v open invitations and has %v", organisation, n, s.offers[organisation])
		}
	}
	for organisation, n := range s.offers {
		if n != s.open[organisation] {
			s.wrong("%s has %v open invitations and counts %v", organisation, n, s.open[organisation])
		}
	}
	for what, n := range s.mails {
		want := s.mails["by events"]
		if what == "of days" {
			if want -= s.uncounted; s.deleting {
				continue
			}
		}
		if n != want {
			s.wrong("%v mails %s, %v by events", n, what, want)
		}
	}
}

package access

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{
		"", "Ada", "Søren Aabye", "O'Neil", "Anne-Marie", "李小龍", "محمد", "Þórr Ægisson", "Ada 😀", "👩‍👩‍👧", "X Æ A-12",
		`<script>alert("x")</script>`, "{{.Secret}}", "https://example.com", // inert text: whoever renders it sees to that
		strings.Repeat("ø", MaxName), strings.Repeat("😀", MaxName), "  Ada  ",
	} {
		if err := checkName(name); err != nil {
			t.Errorf("%q %v", name, err)
		}
	}
	for name, says := range map[string]string{
		"invalid UTF-8":          "Ada\xff",
		"a line break":           "Ada\nBcc: eve@example.com",
		"a carriage return":      "Ada\rLovelace",
		"a tab":                  "Ada\tLovelace",
		"a NUL":                  "Ada\x00",
		"an escape":              "\x1b[31mAda",
		"a C1 control":           "Ada\u0085Lovelace",
		"a line separator":       "Ada\u2028Lovelace",
		"a paragraph separator":  "Ada\u2029Lovelace",
		"a right-to-left":        "Ada \u202eecalevoL",
		"a left-to-right":        "Ada \u202dLovelace",
		"an isolate":             "Ada \u2067Lovelace\u2069",
		"101 characters":         strings.Repeat("a", MaxName+1),
		"101 characters, wide":   strings.Repeat("😀", MaxName+1),
		"ten thousand octets":    strings.Repeat("Ada ", 2500),
		"a hundred line breaks":  strings.Repeat("\n", MaxName),
		"a direction mark at it": "\u202aAda",
	} {
		if checkName(says) == nil {
			t.Errorf("a name with %s is taken", name)
		}
	}
}

func TestRequireName(t *testing.T) {
	for _, name := range []string{"", " ", "\u00a0", " \u2003 ", "\t\n"} {
		if err := requireName(name); err == nil || err.Error() != "is required" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := requireName("A"); err != nil {
		t.Error(err)
	}
	if requireName("A\nB") == nil {
		t.Error("a required name may have a line break")
	}
}

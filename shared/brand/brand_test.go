package brand

import (
	"slices"
	"strings"
	"testing"
)

func TestABrandIsReadAsItWasWritten(t *testing.T) {
	want := Brand{
		Product: "Fika", Logo: "data:image/svg+xml;base64,PHN2Zz4=", Light: Palette{"#000001", "#000002", "#000003"}, Dark: Palette{"#000004", "#000005", "#000006"},
		ReplyTo: ReplyToInviter, Support: "https://fika.example/help", Footer: "Fika AB\nStorgatan 1",
	}
	file, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Parse(file); err != nil || got != want {
		t.Errorf("%+v (%v)", got, err)
	}
}

func TestABrandThatCannotBeUsed(t *testing.T) {
	for _, file := range []string{"", "{", "{}", `{"product":7}`, `{"product":""}`} {
		if b, err := Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), FileName) {
			t.Errorf("%q: %+v (%v)", file, b, err)
		}
	}
}

func TestFooterLines(t *testing.T) {
	for footer, want := range map[string][]string{"": nil, "Fika AB": {"Fika AB"}, "Fika AB\nStorgatan 1": {"Fika AB", "Storgatan 1"}} {
		if got := (Brand{Footer: footer}).FooterLines(); !slices.Equal(got, want) {
			t.Errorf("%q: %q", footer, got)
		}
	}
}

func TestSupportText(t *testing.T) {
	for support, want := range map[string]string{
		"": "", "mailto:help@fika.example": "help@fika.example", "https://fika.example/help": "https://fika.example/help",
	} {
		if got := (Brand{Support: support}).SupportText(); got != want {
			t.Errorf("%q: %q", support, got)
		}
	}
}

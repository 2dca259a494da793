package main

import "testing"

func TestUserName(t *testing.T) {
	for shown, want := range map[string]string{
		"ada@example.com": "ada@example.com", "Ada@BÜCHER.example": "ada@bücher.example", "ada@bu\u0308cher.example": "ada@bücher.example",
		"ada@xn--bcher-kva.example": "ada@xn--bcher-kva.example",
	} {
		if got := userName(shown); got != want {
			t.Errorf("%s signs in as %s, want %s", shown, got, want)
		}
	}
}

package page

import (
	"regexp"
	"strings"
	"testing"

	"admit/shared/access"
)

// The page shows the rule of the deployment.
func TestPasswordRuleOfTheDeployment(t *testing.T) {
	c := config
	c.Passwords = access.PasswordRule{MinLength: 20, Digit: true, Symbol: true}
	body, _ := build(edition{c, "en"})
	if want := `"rule":{"minLength":20,"upper":false,"lower":false,"digit":true,"symbol":true}`; !strings.Contains(string(body), want) {
		t.Errorf("the page does not have %s", want)
	}
}

// The page and the API agree about every character: a password that the page calls
// complete is not refused.
func TestThePageKnowsTheCharactersOfTheRule(t *testing.T) {
	script := read("script/password.js")
	for class, rule := range map[string]access.PasswordRule{
		"upper": {Upper: true}, "lower": {Lower: true}, "digit": {Digit: true}, "symbol": {Symbol: true},
	} {
		found := regexp.MustCompile(`"password\.` + class + `", met: \(password\) => /(.+)/\.test\(password\)`).FindStringSubmatch(script)
		if found == nil {
			t.Fatalf("the script has no check of %s", class)
		}
		page := regexp.MustCompile(found[1])
		for c := '\u0020'; c < '\u3000'; c++ {
			err := rule.Check("é" + string(c) + "é")
			if api := err == nil || !strings.HasPrefix(err.Error(), "needs"); api != page.MatchString(string(c)) {
				t.Errorf("%s: to the API %U counts: %t, to the page: %t", class, c, api, !api)
			}
		}
	}
}

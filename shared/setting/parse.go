package setting

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"admit/shared/access"
)

// parseText accepts any text.
func parseText(text string) (string, error) { return text, nil }

// parseSecret accepts a text of at least 32 octets. Its error does not have the text.
func parseSecret(text string) (string, error) {
	if len(text) < 32 {
		return "", errors.New("is shorter than 32 octets")
	}
	return text, nil
}

// parseExactURL accepts an absolute http or https URL and returns it unchanged.
func parseExactURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return "", fmt.Errorf("%q is not an absolute http or https URL", text)
	}
	return text, nil
}

// parseURL accepts an absolute http or https URL and returns it without slashes
// at its end, so that a path can be added.
func parseURL(text string) (string, error) {
	exact, err := parseExactURL(text)
	return strings.TrimRight(exact, "/"), err
}

// parseURLs accepts one or more URLs with white space between them.
func parseURLs(text string) ([]string, error) {
	var urls []string
	for field := range strings.FieldsSeq(text) {
		u, err := parseURL(field)
		if err != nil {
			return nil, err
		}
		urls = append(urls, u)
	}
	return urls, nil
}

// parseMailbox accepts an email address, alone or in angle brackets behind a
// display name. It checks only that the address has a local part and a domain.
// The stack checks the rest with net/mail, which would add 4 KB to every binary.
func parseMailbox(text string) (string, error) {
	address := text
	if at := strings.LastIndex(text, "<"); at >= 0 && strings.HasSuffix(text, ">") {
		address = text[at+1 : len(text)-1]
	}
	local, domain, _ := strings.Cut(address, "@")
	if local == "" || domain == "" || strings.ContainsAny(address, " \t\r\n<>,;") || strings.Contains(domain, "@") {
		return "", fmt.Errorf("%q is not an email address, alone or as in Admit <admit@example.com>", text)
	}
	return text, nil
}

// parseLocale accepts a language of two or three lower-case letters, with or
// without a region of two upper-case letters.
func parseLocale(text string) (string, error) {
	language, region, hasRegion := strings.Cut(text, "-")
	if len(language) < 2 || len(language) > 3 || !within(language, 'a', 'z') ||
		hasRegion && (len(region) != 2 || !within(region, 'A', 'Z')) {
		return "", fmt.Errorf("%q is not a language such as en or nb-NO", text)
	}
	return text, nil
}

// within reports whether every byte of the text is from first to last.
func within(text string, first, last byte) bool {
	for i := range len(text) {
		if text[i] < first || text[i] > last {
			return false
		}
	}
	return true
}

// parsePasswords accepts the JSON of an [access.PasswordRule] within its bounds.
func parsePasswords(text string) (access.PasswordRule, error) {
	rule, err := parseObject[access.PasswordRule](text)
	if err != nil {
		return access.PasswordRule{}, err
	}
	if rule.MinLength < access.LowestMinLength || rule.MinLength > access.HighestMinLength {
		return access.PasswordRule{}, fmt.Errorf("minLength is %d, not from %d to %d", rule.MinLength, access.LowestMinLength, access.HighestMinLength)
	}
	return rule, nil
}

// parseLimits accepts a JSON object with every field of [access.Limits] and no
// other. Each is a whole number from 1 up.
func parseLimits(text string) (access.Limits, error) {
	limits, err := parseObject[access.Limits](text)
	if err != nil {
		return access.Limits{}, err
	}
	fields := reflect.ValueOf(limits)
	for i := range fields.NumField() {
		if fields.Field(i).Int() < 1 {
			return access.Limits{}, fmt.Errorf("%s must be 1 or more", fields.Type().Field(i).Tag.Get("json"))
		}
	}
	return limits, nil
}

package mail

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// categories are the names of CLDR's plural categories. Each language has some of
// them. See https://unicode.org/reports/tr35/tr35-numbers.html.
var categories = []string{"zero", "one", "two", "few", "many", other}

// other is the category of all numbers that match no rule.
const other = "other"

// plurals has the plural rules of a language by category, in CLDR's syntax:
// {"few": "n % 10 = 2..4 and n % 100 != 12..14"}. The syntax is the same so that
// a test can compare the rules with CLDR's.
//
// A phrase with several forms must have all categories of its language, even if
// two forms are equal for numbers in digits: "1 million de rôles", but "1000000
// rôles".
//
// The package golang.org/x/text/feature/plural also has these rules, but from
// CLDR 32, which lacks the category "many" of French, Portuguese and Spanish.
type plurals map[string]rule

// category returns the category of a non-negative whole number.
func (p plurals) category(n int) string {
	for category, rule := range p {
		if rule.matches(n) {
			return category
		}
	}
	return other
}

// rule is a list of conditions. It matches if all relations of one condition match.
type rule [][]relation

// relation compares an operand, or its remainder, with ranges.
type relation struct {
	whole   bool // the operand is the number itself; other operands are zero
	modulus int
	equal   bool // the value must be in a range, or else in none
	ranges  [][2]int
}

// The operands of a rule. For a whole number in digits, n and i are the number.
// All others describe decimals and the exponent, and are zero.
var (
	wholeOperands = []string{"n", "i"}
	otherOperands = []string{"v", "w", "f", "t", "c", "e"}
)

func (r rule) matches(n int) bool {
	return slices.ContainsFunc(r, func(condition []relation) bool {
		return !slices.ContainsFunc(condition, func(r relation) bool { return !r.matches(n) })
	})
}

func (r relation) matches(n int) bool {
	value := 0
	if r.whole {
		value = n % r.modulus
	}
	return r.equal == slices.ContainsFunc(r.ranges, func(bounds [2]int) bool { return bounds[0] <= value && value <= bounds[1] })
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *rule) UnmarshalText(text []byte) error {
	*r = nil
	for alternative := range strings.SplitSeq(string(text), " or ") {
		var condition []relation
		for written := range strings.SplitSeq(alternative, " and ") {
			parsed, err := parseRelation(strings.Fields(written))
			if err != nil {
				return fmt.Errorf("plural rule %q: %w", text, err)
			}
			condition = append(condition, parsed)
		}
		*r = append(*r, condition)
	}
	return nil
}

// parseRelation parses the words of a relation, such as n % 100 != 2..4,9.
func parseRelation(words []string) (r relation, err error) {
	r.modulus = math.MaxInt
	if len(words) == 5 && words[1] == "%" {
		if r.modulus, err = strconv.Atoi(words[2]); err != nil || r.modulus < 1 {
			return relation{}, fmt.Errorf("%q is not a modulus", words[2])
		}
		words = slices.Concat(words[:1], words[3:])
	}
	if len(words) != 3 || (words[1] != "=" && words[1] != "!=") {
		return relation{}, fmt.Errorf("%q is not a relation", words)
	}
	r.whole, r.equal = slices.Contains(wholeOperands, words[0]), words[1] == "="
	if !r.whole && !slices.Contains(otherOperands, words[0]) {
		return relation{}, fmt.Errorf("%q is not an operand", words[0])
	}
	r.ranges, err = parseRanges(words[2])
	return r, err
}

// parseRanges parses a list of numbers and inclusive ranges, such as 2..4,9.
func parseRanges(written string) (ranges [][2]int, err error) {
	for part := range strings.SplitSeq(written, ",") {
		first, last, isRange := strings.Cut(part, "..")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			return nil, fmt.Errorf("%q is not a range", part)
		}
		to, err := strconv.Atoi(last)
		if err != nil || from > to {
			return nil, fmt.Errorf("%q is not a range", part)
		}
		ranges = append(ranges, [2]int{from, to})
	}
	return ranges, nil
}

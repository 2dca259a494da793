package dynamo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// parser reads the JSON of DynamoDB. Most texts remain a part of the body, and no value
// takes memory of its own: a list of fifty invitations has two thousand attributes.
type parser struct {
	body  string
	at    int   // what is read next
	first bool  // nothing of the object or the list has been read
	err   error // the first one

	unquoted []byte // room for a string with escapes

	open []attribute // the members of everything that is being read
	kept []attribute // the members of everything that has been read
}

// parseResponse returns what a read has answered. It reports more if that is more than
// items.
func parseResponse(body string) (r response, more bool, err error) {
	p := parser{body: body}
	for p.begin('{'); p.continues('}'); {
		switch p.name() {
		case "Item":
			r.items = []item{p.attributes()}
		case "Items":
			r.items = p.items()
		case "Responses":
			for p.begin('{'); p.continues('}'); {
				p.name() // the table
				r.items = p.items()
			}
		case "LastEvaluatedKey":
			r.last = p.attributes()
		case "UnprocessedKeys":
			for p.begin('{'); p.continues('}'); {
				p.name()
				p.skip()
				more = true
			}
		case "ScannedCount":
			r.scanned = int(p.number())
		case "Count": // of the items
			p.skip()
		default:
			more = true
			p.skip()
		}
	}
	return r, more, p.err
}

// parseItem returns an item.
func parseItem(text string) (item, error) {
	p := parser{body: text}
	i := p.attributes()
	return i, p.err
}

func (p *parser) items() []item {
	var items []item
	for p.begin('['); p.continues(']'); {
		items = append(items, p.attributes())
	}
	return items
}

// attributes reads the attributes of an item or a map.
func (p *parser) attributes() item {
	first := len(p.open)
	for p.begin('{'); p.continues('}'); {
		p.add(p.value(p.name()))
	}
	return p.keep(first)
}

// value reads the value of an attribute. It is an object with one member, which the type
// names.
func (p *parser) value(name string) attribute {
	a := attribute{name: name}
	if p.begin('{'); p.continues('}') {
		a.kind = p.name()
	}
	switch a.kind {
	case typeText, typeNumber, typeOctets:
		a.text = p.text()
	case typeBoolean:
		a.text = p.word()
	case typeMap:
		a.members = p.attributes()
	case typeList:
		first := len(p.open)
		for p.begin('['); p.continues(']'); {
			p.add(p.value(""))
		}
		a.members = p.keep(first)
	case typeTextSet, typeOctetSet:
		first := len(p.open)
		for p.begin('['); p.continues(']'); {
			p.add(attribute{kind: strings.TrimSuffix(a.kind, setSuffix), text: p.text()})
		}
		a.members = p.keep(first)
	default: // no item has another type
		p.skip()
	}
	if p.continues('}') {
		p.fail() // a value has one type
	}
	return a
}

func (p *parser) add(a attribute) { p.open = append(p.open, a) }

// keep ends the members that begin with the first, and returns them. They share their
// memory with all others.
func (p *parser) keep(first int) []attribute {
	members := p.open[first:]
	if len(members) > cap(p.kept)-len(p.kept) {
		const octets = 32 // of an attribute, at least
		p.kept = make([]attribute, 0, max(len(members), len(p.body)/octets))
	}
	at := len(p.kept)
	p.kept = append(p.kept, members...)
	p.open = p.open[:first]
	return p.kept[at:len(p.kept):len(p.kept)]
}

// begin reads the beginning of an object or a list.
func (p *parser) begin(c byte) {
	p.expect(c)
	p.first = true
}

// continues reports whether the object or the list continues. Otherwise it reads the end.
func (p *parser) continues(end byte) bool {
	switch {
	case p.err != nil:
		return false
	case p.peek() == end:
		p.at++
		p.first = false
		return false
	case !p.first:
		p.expect(',')
	}
	p.first = false
	return p.err == nil
}

// name reads the name of a member of an object.
func (p *parser) name() string {
	name := p.text()
	p.expect(':')
	return name
}

// text reads a string.
func (p *parser) text() string {
	p.expect('"')
	rest := p.body[p.at:]
	end := strings.IndexByte(rest, '"')
	switch {
	case end < 0:
		p.fail()
		return ""
	case strings.IndexByte(rest[:end], '\\') < 0:
		p.at += end + 1
		return rest[:end]
	}
	return p.escaped()
}

// escaped reads a string with escapes, behind its quote.
func (p *parser) escaped() string {
	for end := p.at; end < len(p.body); end++ {
		switch p.body[end] {
		case '\\':
			end++ // what follows does not end the string
		case '"':
			quoted := p.body[p.at-1 : end+1]
			p.at = end + 1
			return p.unquote(quoted)
		}
	}
	p.fail()
	return ""
}

func (p *parser) unquote(quoted string) (text string) {
	var err error
	if p.unquoted, err = jsontext.AppendUnquote(p.unquoted[:0], quoted); err == nil {
		return string(p.unquoted)
	}
	if json.Unmarshal([]byte(quoted), &text) != nil { // also replaces what is no valid UTF-8
		p.fail()
	}
	return text
}

// word reads a number, true, false or null.
func (p *parser) word() string {
	p.peek()
	rest := p.body[p.at:]
	end := strings.IndexAny(rest, " \t\r\n,]}")
	if end <= 0 || strings.ContainsAny(rest[:end], "\"[{:") {
		p.fail()
		return ""
	}
	p.at += end
	return rest[:end]
}

func (p *parser) number() int64 {
	n, err := strconv.ParseInt(p.word(), 10, 64)
	if err != nil {
		p.fail()
	}
	return n
}

// skip reads any value.
func (p *parser) skip() {
	switch p.peek() {
	case '"':
		p.text()
	case '{':
		for p.begin('{'); p.continues('}'); {
			p.name()
			p.skip()
		}
	case '[':
		for p.begin('['); p.continues(']'); {
			p.skip()
		}
	default:
		p.word()
	}
}

// expect reads a character.
func (p *parser) expect(c byte) {
	if p.peek() != c {
		p.fail()
		return
	}
	p.at++
}

// peek returns the next character that is no space, or 0 at the end.
func (p *parser) peek() byte {
	for ; p.at < len(p.body); p.at++ {
		if c := p.body[p.at]; c > ' ' {
			return c
		}
	}
	return 0
}

// fail ends the reading. It keeps the first error.
func (p *parser) fail() {
	if p.err == nil {
		p.err = fmt.Errorf("octet %d of %d is not what it should be", p.at, len(p.body))
	}
}

package dynamo

import (
	"encoding/base64"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is an item as DynamoDB returns it: its attributes, in any order.
type item []attribute

// attribute is a value and its name. Its texts share the memory of the response that it
// was read from.
type attribute struct {
	name    string
	kind    string      // the type of the value, as DynamoDB names it
	text    string      // of a text, a number or a flag; of octets, in base64
	members []attribute // of a map; of a list or a set, without names
}

// The types of attributes.
const (
	typeText     = "S"
	typeNumber   = "N"
	typeBoolean  = "BOOL"
	typeOctets   = "B"
	typeTextSet  = typeText + setSuffix
	typeOctetSet = typeOctets + setSuffix
	typeMap      = "M"
	typeList     = "L"
	typeNull     = "NULL"
	setSuffix    = "S"
)

// keyOf returns the key of an item.
func keyOf(i item) key { return key{i.text(PartitionKey), i.text(SortKey)} }

// text returns an attribute that is a text. It is empty if there is none.
func (i item) text(name string) string {
	for _, a := range i {
		if a.name == name && a.kind == typeText {
			return a.text
		}
	}
	return ""
}

// itemOf returns an item that the SDK has decoded, or encodes.
func itemOf(attributes map[string]types.AttributeValue) item {
	i := make(item, 0, len(attributes))
	for name, value := range attributes {
		i = append(i, attributeOf(name, value))
	}
	return i
}

// attributeOf returns an attribute that the SDK has decoded, or encodes.
func attributeOf(name string, value types.AttributeValue) attribute {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return attribute{name: name, kind: typeText, text: v.Value}
	case *types.AttributeValueMemberN:
		return attribute{name: name, kind: typeNumber, text: v.Value}
	case *types.AttributeValueMemberBOOL:
		return attribute{name: name, kind: typeBoolean, text: strconv.FormatBool(v.Value)}
	case *types.AttributeValueMemberB:
		return attribute{name: name, kind: typeOctets, text: base64.StdEncoding.EncodeToString(v.Value)}
	case *types.AttributeValueMemberM:
		return attribute{name: name, kind: typeMap, members: itemOf(v.Value)}
	case *types.AttributeValueMemberL:
		a := attribute{name: name, kind: typeList}
		for _, member := range v.Value {
			a.members = append(a.members, attributeOf("", member))
		}
		return a
	case *types.AttributeValueMemberSS:
		a := attribute{name: name, kind: typeTextSet}
		for _, text := range v.Value {
			a.members = append(a.members, attribute{kind: typeText, text: text})
		}
		return a
	case *types.AttributeValueMemberBS:
		a := attribute{name: name, kind: typeOctetSet}
		for _, octets := range v.Value {
			a.members = append(a.members, attributeOf("", &types.AttributeValueMemberB{Value: octets}))
		}
		return a
	}
	return attribute{name: name, kind: typeNull}
}

// equal reports whether two attributes are the same. The members of a map may be in
// another order.
func (a attribute) equal(b attribute) bool {
	if a.name != b.name || a.kind != b.kind || a.text != b.text || len(a.members) != len(b.members) {
		return false
	}
	for n, member := range a.members {
		if !member.equal(b.members[n]) && (a.kind != typeMap || !slices.ContainsFunc(b.members, member.equal)) {
			return false
		}
	}
	return true
}

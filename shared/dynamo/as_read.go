package dynamo

import (
	"encoding/base64"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// asRead returns the condition that some attributes of an item are as they were read. Its values
// are those of valuesOf.
func asRead(i item, names ...string) string {
	conditions := make([]string, len(names))
	for n, name := range names {
		if _, is := i.attribute(name); is {
			conditions[n] = "#" + name + " = :" + name
		} else {
			conditions[n] = "attribute_not_exists(#" + name + ")"
		}
	}
	return strings.Join(conditions, " AND ")
}

// valuesOf returns the values of some attributes of an item, by their names in asRead. It is nil
// if the item has none of them.
func valuesOf(i item, names ...string) args {
	var values args
	for _, name := range names {
		if a, is := i.attribute(name); is {
			if values == nil {
				values = args{}
			}
			values[":"+name] = a.value()
		}
	}
	return values
}

func (i item) attribute(name string) (attribute, bool) {
	for _, a := range i {
		if a.name == name {
			return a, true
		}
	}
	return attribute{}, false
}

// value returns the value as the SDK encodes it.
func (a attribute) value() types.AttributeValue {
	switch a.kind {
	case typeText:
		return &types.AttributeValueMemberS{Value: a.text}
	case typeNumber:
		return &types.AttributeValueMemberN{Value: a.text}
	case typeBoolean:
		return &types.AttributeValueMemberBOOL{Value: a.text == "true"}
	case typeOctets:
		return &types.AttributeValueMemberB{Value: a.octets()}
	case typeMap:
		members := map[string]types.AttributeValue{}
		for _, member := range a.members {
			members[member.name] = member.value()
		}
		return &types.AttributeValueMemberM{Value: members}
	case typeList:
		members := make([]types.AttributeValue, len(a.members))
		for n, member := range a.members {
			members[n] = member.value()
		}
		return &types.AttributeValueMemberL{Value: members}
	case typeTextSet:
		set := make([]string, len(a.members))
		for n, member := range a.members {
			set[n] = member.text
		}
		return &types.AttributeValueMemberSS{Value: set}
	case typeOctetSet:
		set := make([][]byte, len(a.members))
		for n, member := range a.members {
			set[n] = member.octets()
		}
		return &types.AttributeValueMemberBS{Value: set}
	}
	return &types.AttributeValueMemberNULL{Value: true}
}

func (a attribute) octets() []byte {
	octets, _ := base64.StdEncoding.DecodeString(a.text) // DynamoDB has encoded it
	return octets
}

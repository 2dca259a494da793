package dynamo

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// TestAttributesKeepTheirValues encodes what was decoded, for each type of attribute.
func TestAttributesKeepTheirValues(t *testing.T) {
	stored := map[string]types.AttributeValue{
		"text": &types.AttributeValueMemberS{Value: ""}, "number": &types.AttributeValueMemberN{Value: "-1.50"},
		"flag": &types.AttributeValueMemberBOOL{Value: true}, "octets": &types.AttributeValueMemberB{Value: []byte{0, 255}},
		"texts": &types.AttributeValueMemberSS{Value: []string{"a", "b"}}, "hashes": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
		"nothing": &types.AttributeValueMemberNULL{Value: true},
		"map": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"list": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberS{Value: "x"}}}}},
	}
	for name, value := range stored {
		if got := attributeOf(name, value).value(); !reflect.DeepEqual(got, value) {
			t.Errorf("%s is %#v, want %#v", name, got, value)
		}
	}
	i := itemOf(stored)
	if got, want := asRead(i, "text", "none"), "#text = :text AND attribute_not_exists(#none)"; got != want {
		t.Errorf("the condition is %s, want %s", got, want)
	}
	if got := valuesOf(i, "text", "none"); len(got) != 1 || !reflect.DeepEqual(got[":text"], stored["text"]) {
		t.Errorf("the values are %v", got)
	}
	if got := valuesOf(i, "none"); got != nil {
		t.Errorf("the values of no attribute are %v", got)
	}
}

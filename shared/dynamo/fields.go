package dynamo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// fields reads or writes the attributes of an item. Each type that is stored names its
// attributes once, in its method fields, which serves both directions. The package
// attributevalue of the SDK does the same by reflection, and takes a multiple of the time
// and memory.
type fields struct {
	write   map[string]types.AttributeValue // nil: the fields are read
	texts   room[types.AttributeValueMemberS]
	numbers room[types.AttributeValueMemberN]
	maps    room[types.AttributeValueMemberM]

	read []attribute
	next int   // the index in read where the next attribute is expected
	err  error // the first one
}

// storable is a type that is stored as an item, or as a map in an item.
type storable interface{ fields(f *fields) }

// pointerTo is the pointer to a type that is storable.
type pointerTo[T any] interface {
	*T
	storable
}

// attributesOf returns the attributes with which an item is stored.
func attributesOf(stored storable) map[string]types.AttributeValue {
	var f fields
	return f.attributes(stored)
}

// read returns an item as a type. An attribute that the item does not have is zero.
func read[T any, P pointerTo[T]](i item) (T, error) {
	var out T
	err := i.into(P(&out))
	return out, err
}

// into reads an item as a type.
func (i item) into(out storable) error {
	var f fields
	return f.decode(i, out)
}

// decode reads an item as a type. One fields can read many.
func (f *fields) decode(i item, out storable) error {
	*f = fields{read: i}
	if out.fields(f); f.err != nil {
		return fmt.Errorf("read an item of the table: %w", f.err)
	}
	return nil
}

// attributes returns the attributes of an item, or of a map in the item that f writes.
func (f *fields) attributes(v storable) map[string]types.AttributeValue {
	outside := f.write
	f.write = make(map[string]types.AttributeValue, 8)
	v.fields(f)
	inside := f.write
	f.write = outside
	return inside
}

// room is memory for values. They are many and small, so one allocation serves several.
type room[T any] []T

// keep returns a pointer to a copy of a value.
func (r *room[T]) keep(v T) *T {
	const several = 16
	if len(*r) == cap(*r) {
		*r = make([]T, 0, several)
	}
	*r = append(*r, v)
	return &(*r)[len(*r)-1]
}

// mapOf returns a map in an item.
func (f *fields) mapOf(v storable) types.AttributeValue {
	return f.maps.keep(types.AttributeValueMemberM{Value: f.attributes(v)})
}

// field is how fields reads and writes one attribute.
type field[T any] func(f *fields, name string, v *T)

// optional is a field that is not stored if it is zero.
func optional[T comparable](f *fields, name string, v *T, of field[T]) {
	var zero T
	if f.write == nil || *v != zero {
		of(f, name, v)
	}
}

// optionalList is a field that is not stored if it is empty.
func optionalList[T any](f *fields, name string, v *[]T, of field[[]T]) {
	if f.write == nil || len(*v) > 0 {
		of(f, name, v)
	}
}

// optionalObject is a map that is not stored if it is nil.
func optionalObject[T any, P pointerTo[T]](f *fields, name string, v **T) {
	if f.write == nil && f.find(name, typeMap) != nil {
		*v = new(T)
	}
	if *v != nil {
		object(f, name, P(*v))
	}
}

func text[T ~string](f *fields, name string, v *T) {
	if f.write != nil {
		f.write[name] = f.texts.keep(types.AttributeValueMemberS{Value: string(*v)})
	} else if found := f.find(name, typeText); found != nil {
		*v = T(found.text)
	}
}

func number[T ~int | ~int64](f *fields, name string, v *T) {
	if f.write != nil {
		f.write[name] = f.numbers.keep(types.AttributeValueMemberN{Value: strconv.FormatInt(int64(*v), 10)})
	} else if found := f.find(name, typeNumber); found != nil {
		n, err := strconv.ParseInt(found.text, 10, 64)
		f.fail(name, err)
		*v = T(n)
	}
}

func boolean(f *fields, name string, v *bool) {
	if f.write != nil {
		f.write[name] = booleanOf(*v)
	} else if found := f.find(name, typeBoolean); found != nil {
		*v = found.text == "true"
	}
}

func octets(f *fields, name string, v *[]byte) {
	if f.write != nil {
		f.write[name] = octetsOf(*v)
	} else if found := f.find(name, typeOctets); found != nil {
		*v = f.decoded(name, found.text)
	}
}

// textSet is a set of texts, in ascending order. DynamoDB does not store an empty set.
func textSet[T ~string](f *fields, name string, v *[]T) {
	if f.write != nil {
		f.write[name] = textSetOf(*v...)
	} else if found := f.find(name, typeTextSet); found != nil {
		*v = make([]T, len(found.members))
		for n, member := range found.members {
			(*v)[n] = T(member.text)
		}
		slices.Sort(*v)
	}
}

// tokenHashes is a set of hashes, in ascending order. DynamoDB does not store an empty set.
func tokenHashes(f *fields, name string, v *[]access.TokenHash) {
	if f.write != nil {
		f.write[name] = hashSetOf(*v...)
	} else if found := f.find(name, typeOctetSet); found != nil {
		*v = make([]access.TokenHash, len(found.members))
		for n, member := range found.members {
			f.fail(name, decodeHash(&(*v)[n], member.text))
		}
		slices.SortFunc(*v, func(a, b access.TokenHash) int { return bytes.Compare(a[:], b[:]) })
	}
}

// decodeHash reads a hash in base64, without memory of its own.
func decodeHash(hash *access.TokenHash, text string) error {
	var quoted [(len(hash) + 2) / 3 * 4]byte
	var decoded [len(quoted) / 4 * 3]byte
	if len(text) != len(quoted) {
		return fmt.Errorf("a hash has %d characters", len(text))
	}
	copy(quoted[:], text)
	n, err := base64.StdEncoding.Decode(decoded[:], quoted[:])
	if err == nil && n != len(hash) {
		return fmt.Errorf("a hash has %d octets", n)
	}
	copy(hash[:], decoded[:])
	return err
}

// object is a field that is stored as a map.
func object(f *fields, name string, v storable) {
	if f.write != nil {
		f.write[name] = f.mapOf(v)
	} else if found := f.find(name, typeMap); found != nil {
		f.inside(found.members, v)
	}
}

// texts is a list of texts.
func texts[T ~string](f *fields, name string, v *[]T) {
	if f.write != nil {
		f.write[name] = textsOf(*v)
	} else if found := f.find(name, typeList); found != nil {
		*v = make([]T, 0, len(found.members))
		for _, member := range found.members {
			*v = append(*v, T(member.text))
		}
	}
}

// objects is a list of maps.
func objects[T any, P pointerTo[T]](f *fields, name string, v *[]T) {
	if f.write != nil {
		list := make([]types.AttributeValue, 0, len(*v))
		for n := range *v {
			list = append(list, f.mapOf(P(&(*v)[n])))
		}
		f.write[name] = &types.AttributeValueMemberL{Value: list}
	} else if found := f.find(name, typeList); found != nil {
		*v = make([]T, len(found.members))
		for n, member := range found.members {
			f.inside(member.members, P(&(*v)[n]))
		}
	}
}

// objectsByName is a map of maps.
func objectsByName[T any, P pointerTo[T]](f *fields, name string, v *map[string]T) {
	if f.write != nil {
		named := make(map[string]types.AttributeValue, len(*v))
		for n, one := range *v {
			named[n] = f.mapOf(P(&one))
		}
		f.write[name] = &types.AttributeValueMemberM{Value: named}
	} else if found := f.find(name, typeMap); found != nil {
		*v = make(map[string]T, len(found.members))
		for _, member := range found.members {
			var one T
			f.inside(member.members, P(&one))
			(*v)[member.name] = one
		}
	}
}

// optionalTextsByName is a map of texts that is not stored if it is empty.
func optionalTextsByName[T ~map[string]string](f *fields, name string, v *T) {
	if f.write != nil {
		if len(*v) > 0 {
			f.write[name] = textsByNameOf(*v)
		}
	} else if found := f.find(name, typeMap); found != nil {
		*v = make(T, len(found.members))
		for _, member := range found.members {
			(*v)[member.name] = member.text
		}
	}
}

// find returns an attribute of a type, or nil if there is none. DynamoDB mostly returns
// the attributes of equal items in the same order, so it looks behind the last one first.
func (f *fields) find(name, kind string) *attribute {
	for n := range f.read {
		at := f.next + n
		if at >= len(f.read) {
			at -= len(f.read)
		}
		found := &f.read[at]
		if found.name != name {
			continue
		}
		f.next = at + 1
		switch found.kind {
		case kind:
			return found
		case typeNull:
			return nil
		}
		f.fail(name, fmt.Errorf("is of type %s, not %s", found.kind, kind))
		return nil
	}
	return nil
}

// fail keeps the first error.
func (f *fields) fail(name string, err error) {
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("attribute %s: %w", name, err)
	}
}

func (f *fields) decoded(name, text string) []byte {
	raw, err := base64.StdEncoding.DecodeString(text)
	f.fail(name, err)
	return raw
}

// inside reads the members of a map.
func (f *fields) inside(members []attribute, v storable) {
	outside, next := f.read, f.next
	f.read, f.next = members, 0
	v.fields(f)
	f.read, f.next = outside, next
}

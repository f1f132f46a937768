package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// encode turns a value into JSON that keeps its Go type. nil, bools, strings, ints, []any and map[string]any are what
// they look like; all else is an object whose only key is "$" and the type. A nil slice or map has null inside.
func encode(value any) any {
	switch v := value.(type) {
	case nil, bool, string, int:
		return v
	case []byte:
		return map[string]any{"$[]uint8": string(v)}
	case time.Duration:
		return map[string]any{"$time.Duration": strconv.FormatInt(int64(v), 10)}
	}
	name, v := fmt.Sprintf("$%T", value), reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Int32, reflect.Int64:
		return map[string]any{name: strconv.FormatInt(v.Int(), 10)}
	case reflect.Uint8, reflect.Uint64:
		return map[string]any{name: strconv.FormatUint(v.Uint(), 10)}
	case reflect.Float64:
		return map[string]any{name: strconv.FormatFloat(v.Float(), 'g', -1, 64)}
	case reflect.Slice:
		if v.IsNil() {
			return map[string]any{name: nil}
		}
		items := make([]any, v.Len())
		for i := range items {
			items[i] = encode(v.Index(i).Interface())
		}
		if _, ok := value.([]any); ok {
			return items
		}
		return map[string]any{name: items}
	case reflect.Map:
		if v.IsNil() {
			return map[string]any{name: nil}
		}
		entries := map[string]any{}
		for _, key := range v.MapKeys() {
			entries[key.String()] = encode(v.MapIndex(key).Interface())
		}
		if _, ok := value.(map[string]any); ok {
			return entries
		}
		return map[string]any{name: entries}
	}
	panic("a value that no row can hold: " + name)
}

// text is encode's result as JSON text.
func text(value any) string {
	data, err := json.Marshal(encode(value))
	if err != nil {
		panic(err)
	}
	return string(data)
}

// fresh copies a value with its types, so that a function may change its arguments.
func fresh(value any) any {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return nil
	case v.Kind() == reflect.Slice && !v.IsNil():
		items := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			if item := fresh(v.Index(i).Interface()); item != nil {
				items.Index(i).Set(reflect.ValueOf(item))
			}
		}
		return items.Interface()
	case v.Kind() == reflect.Map && !v.IsNil():
		entries := reflect.MakeMap(v.Type())
		for _, key := range v.MapKeys() {
			item := reflect.ValueOf(fresh(v.MapIndex(key).Interface()))
			if !item.IsValid() {
				item = reflect.Zero(v.Type().Elem())
			}
			entries.SetMapIndex(key, item)
		}
		return entries.Interface()
	}
	return value
}

package main

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v4/pkg/chart/common"
)

// root is the dot of every template.
func root() common.Values {
	version := semver.MustParse("v1.2.3-rc.1+b7")
	kubernetes, err := common.ParseKubeVersion("v1.31.2-gke.1")
	if err != nil {
		panic(err)
	}
	return common.Values{
		"Release": map[string]any{"Name": "shop", "Revision": 1},
		"Values": common.Values{
			"name": "web", "empty": "", "wide": "héllo wörld €😀", "multi": "one\ntwo\n", "quotes": "a\"b\\c\t`d`",
			"bad": "a\xffb", "control": "\x00\x07\x1f\x7f\u00a0\u200b\ufeff\U000e0001", "markup": "<a href='x'>&=\"y\"</a>",
			"zero": 0.0, "one": 1.0, "big": 1000000.0, "pi": 3.14159, "negative": -2.5, "tiny": 0.00001234,
			"huge": 1e21, "port": 8080.0, "third": 1.0 / 3, "infinite": math.Inf(1), "minusInfinite": math.Inf(-1), "nan": math.NaN(),
			"minusZero": math.Copysign(0, -1),
			"yes":       true, "no": false, "nothing": nil,
			"int": 7, "minusInt": -42, "int64": int64(9), "u8": uint8(65), "u64": uint64(math.MaxUint64), "i32": int32(8364),
			"maxInt": math.MaxInt64, "minInt": math.MinInt64,
			"list":    []any{"a", 1.0, nil, true, []any{"x", 2.0}, map[string]any{"k": "v"}},
			"words":   []any{"alpha", "beta", "gamma"},
			"nils":    []any{nil, nil},
			"rows":    []any{map[string]any{"n": "r1", "on": true}, map[string]any{"n": "r2"}, map[string]any{}},
			"none":    []any{},
			"map":     map[string]any{"b": 2.0, "a": "x", "c": nil, "deep": map[string]any{"x": "y", "none": map[string]any{}}},
			"noMap":   map[string]any{},
			"keys":    map[string]any{"10": "ten", "9": "nine", "B": "upper", "a": "lower", "ä": "umlaut", "": "nothing"},
			"Table":   "hidden by a method",
			"ints":    []int{3, 1, 2},
			"strings": []string{"p", "q r"}, "stringMap": map[string]string{"k": "v", "j": ""}, "bytes": []byte("hi\n"),
			"maps":     []map[string]any{{"a": 1.0}, {}},
			"duration": 90*time.Minute + 500*time.Millisecond, "time": time.Date(2024, 2, 29, 13, 4, 5, 678000000, time.UTC),
			"version":  version,
			"versions": common.VersionSet{"v1", "apps/v1"},
			"tpl":      "{{ .Values.name }}-{{ .Release.Name }}",
		},
		"Capabilities": &common.Capabilities{
			KubeVersion: *kubernetes,
			APIVersions: common.VersionSet{"v1", "apps/v1"},
		},
	}
}

// described is a value with its Go type, for the reader of the recording.
func described(value any) (any, error) {
	switch value := value.(type) {
	case nil, bool:
		return value, nil
	case string:
		return text(value), nil
	case float64:
		return tagged("float64", strconv.FormatFloat(value, 'g', -1, 64)), nil
	case int, int32, int64, uint8, uint64:
		return tagged(fmt.Sprintf("%T", value), fmt.Sprint(value)), nil
	case []any:
		return describedList(value)
	case map[string]any:
		return describedMap(value)
	case common.Values:
		out, err := describedMap(value)
		return tagged("common.Values", out), err
	case []int:
		return tagged("[]int", value), nil
	case []string:
		return tagged("[]string", value), nil
	case common.VersionSet:
		return tagged("common.VersionSet", []string(value)), nil
	case map[string]string:
		return tagged("map[string]string", value), nil
	case []byte:
		return tagged("[]uint8", string(value)), nil
	case []map[string]any:
		var list []any
		for _, item := range value {
			list = append(list, item)
		}
		out, err := describedList(list)
		return tagged("[]map[string]interface {}", out), err
	case time.Duration:
		return tagged("time.Duration", fmt.Sprint(int64(value))), nil
	case time.Time:
		return tagged("time.Time", []int64{value.Unix(), int64(value.Nanosecond())}), nil
	case *semver.Version:
		return tagged("*semver.Version", []any{
			value.Major(), value.Minor(), value.Patch(), value.Prerelease(), value.Metadata(), value.Original(),
		}), nil
	case *common.Capabilities:
		version := value.KubeVersion
		return tagged("*common.Capabilities", map[string]any{
			"kube":     []string{version.Version, version.Major, version.Minor, version.String(), version.GitVersion()},
			"versions": []string(value.APIVersions),
		}), nil
	}
	return nil, fmt.Errorf("a %T cannot be described", value)
}

func describedList(list []any) (any, error) {
	out := []any{}
	for _, item := range list {
		item, err := described(item)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

func describedMap(entries map[string]any) (any, error) {
	out := map[string]any{}
	for key, item := range entries {
		item, err := described(item)
		if err != nil {
			return nil, err
		}
		out[key] = item
	}
	return out, nil
}

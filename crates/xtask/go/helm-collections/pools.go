package main

import (
	"math"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
)

type (
	m = map[string]any
	l = []any
)

// words are strings that a conversion to a number may take or refuse.
var words = []string{
	"", "0", "5", "-5", "+5", "-0", "010", "0010", "08", "0x10", "0X1F", "-0x10", "+0b101", "0b2", "0o17", "0O17", "0x", "0b", "00",
	"1_000", "1__000", "_1", "1_", "0_7", "0x_1f", "0x1_", "0_", "1.0", "1.50", "1.", "5.0000", "-1.0", ".0", "0.0", ".5", "00.00",
	"010.0", "0x10.0", "1.0.0", "1.01", "100", "1e3", "1E3", "1e", "1e+2", "1e-2", " 1", "1 ", "1\n", "abc", "true", "nil", "٣",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"99999999999999999999", "-99999999999999999999", "99999999999999999999x", "9223372036854775807.0",
	"0xffffffffffffffff", "0x7fffffffffffffff", "0x8000000000000000", "0777777777777777777777", "777777777777777777777", "1000000000000000000000",
	"inf", "-Inf", "+infinity", "infi", "Infinity", "i", "nan", "NaN", "-nan", "+nan", "nanx",
	"0x1p-2", "0x1.8p1", "0x1", "0x.p1", "0x.8p1", "0x1p", "0x1p+", "0x1P3", "0x_1p4", "0x1p1024", "0x1.fffffffffffff8p1023", "0x1p-1074", "0x1p-1075", "0x1.8p-1075",
	"0x1.00000000000008p0", "0x1.00000000000018p0", "0x1.000000000000080000000000001p0", "0x1p99999", "-0x1p-99999",
	"1_000.5", "1_0e1_0", "1._5", "1_.5", "1e_5", "1.7976931348623159e308", "1.7976931348623157e308", "1e400", "-1e400", "1e-400", "2.5e-324", "4.9e-324",
	"--1", "+-1", "1,5", "0.1", "3.14", "-2.5", "2.675", "1.005", "1e23", "123456789.125", "1/2", "1-1", "0.000001", "..1", "1..", "1e5.0", "+.5", "-.5e1",
}

// scalars are values of every Go type that numbers meet.
var scalars = []any{
	nil, true, false,
	0, 1, -1, 2, 3, 7, 8, 10, 100, -5, 644, 777, math.MaxInt64, math.MinInt64,
	int64(0), int64(5), int64(-3), int64(math.MaxInt64), int64(math.MinInt64), int32(9), uint8(200), uint64(7), uint64(0),
	0.0, math.Copysign(0, -1), 1.0, 1.5, -1.5, 2.5, -2.5, 0.5, -0.5, 0.1, 0.2, 0.3, 755.0, 1e6, 12345678.0, 1e15, 1e20, 1e21, 1.2345e22, 1e300, -1e300, 5e-324, 1e-7, 0.0001, 0.00001,
	9.223372036854775e18, 9.223372036854775807e18, -9.223372036854775808e18, -9.3e18, 1.8446744073709552e19,
	math.NaN(), math.Inf(1), math.Inf(-1), 1234567.891, math.MaxFloat64,
	[]byte("5"), []byte{}, time.Duration(5e9), time.Duration(0),
}

// odd are no scalars.
var odd = []any{
	l{}, l{1}, l{"a", nil, 1.5, true, m{"b": nil, "a": l{}}}, l(nil), []string{"x", "y z"}, []string{}, []int{1, 2}, m{}, m{"a": 1, "b": m{"c": nil}}, m{"z": 1e6, "B": "é", "": false},
	map[string]string{"_0": "a"}, map[string]string{}, common.Values{"a": 1}, common.VersionSet{"v1", "apps/v1"}, []m{{"a": 1}}, [][]any{{1}, {}},
}

// pool is words, scalars and odd.
func pool() []any {
	all := append([]any{}, scalars...)
	for _, word := range words {
		all = append(all, word)
	}
	return append(all, odd...)
}

// few stands for the types and the truth of pool.
var few = []any{nil, false, true, 0, 3, 0.0, 1.5, "", "a", l{}, l{nil}, m{}, m{"a": nil}, []string{}, int64(0), uint8(0), []byte{}, []byte("a"), time.Duration(0), time.Duration(1), l(nil), map[string]string{}, common.Values{}}

func defaults(c *calls) {
	c.each("hello all any coalesce list tuple dict")
	for _, v := range pool() {
		c.each("empty", v)
	}
	for _, v := range few {
		c.each("default coalesce all any list tuple empty", v)
		c.each("default", "d", v)
		c.each("default", v, "x")
		c.each("default", nil, v)
		c.each("coalesce all any list", v, "x", nil)
		c.each("coalesce all any", nil, "", v)
		c.each("coalesce all any", 1, v, 2)
		c.each("ternary", v, "no", true)
		c.each("ternary", "yes", v, false)
	}
	c.each("default", 1, "", "x")
	c.each("default", 1, "x", "")
	c.each("coalesce", 0, "", l{}, m{}, false, nil)
}

func numbers(c *calls) {
	for _, v := range pool() {
		c.each("int int64 float64 toDecimal add1 floor ceil atoi", v)
	}
	for _, v := range scalars {
		c.each("add mul max biggest min maxf minf addf add1f mulf subf divf", v)
		c.each("round", v, 0)
		c.each("round", v, 2)
	}
	c.each("add addf seq")
	ints := []any{0, 1, -1, 7, -3, int64(4), 2.9, -2.9, "12", "x", nil, true, math.MaxInt64, math.MinInt64}
	for _, a := range ints {
		for _, b := range ints {
			c.each("add sub mul div mod", a, b)
		}
		c.each("add mul max min biggest", a, 5, -2, "3")
	}
	for _, a := range []any{1, "9", -4.7, nil, math.MaxInt64} {
		for _, b := range []any{3, -8.2, "10.0", true, math.MinInt64} {
			c.each("max min biggest", a, b)
			c.each("max min", a, b, 4)
		}
	}
	floats := []any{0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 3.0, 1e-20, 1e20, -7.25, "2.5", "x", nil, 10, 1e308, 5e-324, 2.0 / 3}
	for _, a := range floats {
		for _, b := range floats {
			c.each("addf subf mulf divf", a, b)
		}
		c.each("addf subf mulf divf", a, 3, 0.7, "1.1")
	}
	bounds := []any{0.0, math.Copysign(0, -1), 1.5, -1.5, math.NaN(), math.Inf(1), math.Inf(-1), "3.5", nil}
	for _, a := range bounds {
		for _, b := range bounds {
			c.each("maxf minf", a, b)
		}
		c.each("maxf minf", a, 1, 2.5)
		c.each("addf subf mulf divf", 1, a)
	}
	for _, v := range []any{123.555, 123.5555, -123.555, 2.5, -2.5, 0.5, 1.005, 2.675, 1e15, 1e300, "3.14159", 7, nil, -0.4, 1234.5678, 5e-324} {
		for _, places := range []any{-400, -3, -1, 1, 2, 3, 10, 17, 23, 30, 100, 300, 309, 400} {
			c.each("round", v, places)
		}
		for _, on := range []any{0.0, 0.3, 0.5, 0.7, 1.0, -1.0, math.NaN()} {
			c.each("round", v, 2, on)
			c.each("round", v, 0, on)
		}
	}
	for _, n := range []any{0, 1, 5, -1, -4} {
		c.each("until seq", n)
		for _, stop := range []any{0, 3, 10, -2, -6} {
			c.each("seq", n, stop)
			for _, step := range []any{0, 1, 2, 3, -1, -2, 100, -100} {
				c.each("untilStep", n, stop, step)
				c.each("seq", n, step, stop)
			}
		}
	}
	c.each("seq", 1, 2, 3, 4)
	c.each("untilStep", math.MaxInt64-3, math.MaxInt64, 1)
	c.each("untilStep", math.MinInt64+3, math.MinInt64, -1)
	c.each("untilStep", 0, math.MaxInt64, math.MaxInt64)
	c.each("seq", math.MaxInt64)
}

func reflection(c *calls) {
	all := pool()
	for _, v := range all {
		c.each("toString", v)
	}
	for _, v := range append(append([]any{}, few...), odd...) {
		c.each("typeOf kindOf", v)
		for _, name := range []any{"", "string", "int64", "map", "invalid", "<nil>", "map[string]interface {}"} {
			c.each("typeIs typeIsLike kindIs", name, v)
		}
	}
	for _, v := range []any{int32(9), uint64(7), math.NaN()} {
		c.each("typeOf kindOf", v)
	}
	equal := append([]any{1, int64(1), 1.0, "1", true, math.NaN(), l{1}, l{1.0}, l{"a"}, []string{"a"}, []int{1}, m{"a": 1}, m{"a": 1.0}, m{"b": 1}, m{"a": l{m{}}}, m{"a": "x"},
		map[string]string{"a": "x"}, common.Values{"a": "x"}, common.VersionSet{"a"}, l{l{}}, l{l(nil)}, l{math.NaN()}, m{"a": nil}}, few...)
	for i, a := range equal {
		for _, b := range equal[:i+1] {
			c.each("deepEqual", a, b)
		}
	}
}

func lists(c *calls) {
	const whole = "first last initial rest reverse uniq compact sortAlpha toStrings concat slice without"
	const must = "mustFirst mustLast mustInitial mustRest mustReverse mustUniq mustCompact mustSlice mustWithout"
	for _, v := range []any{"str", "", 5, 1.5, m{"a": 1}, nil, true, time.Duration(3), map[string]string{"a": "b"}, int64(4), uint8(2), common.Values{"a": 1}} {
		c.each(whole, v)
		c.each(must, v)
		c.each("append push mustAppend mustPush prepend mustPrepend without mustWithout", v, 1)
		c.each("has mustHas", 1, v)
		c.each("chunk mustChunk", 2, v)
		c.each("slice mustSlice", v, 1, 2)
		c.each("concat", l{"x"}, v)
	}
	many := []any{
		l{}, l(nil), l{1}, l{1, "a", nil, 2.0}, l{"b", "a", "b", ""}, []string{"b", "a", "b", ""}, []string{}, []string(nil), []int{3, 1, 2, 0, 1}, l{l{1}, l{1}, l{2}, l{1.0}},
		l{m{"a": 1}, m{"a": 1}, m{"a": 1.0}, nil, nil}, []byte("aba"), []byte{}, l{1, 1.0, int64(1), "1", true, 1}, l{math.NaN(), math.NaN(), 0.0, math.Copysign(0, -1)}, common.VersionSet{"v1", "apps/v1", "v1"},
		[]m{{"b": 1}, {}, {"b": 1}}, [][]any{{1}, {}, {1}}, l{"é", "z", "Z", "a10", "a9", "_", "ä", "-"}, l{3, 20, 100.5, nil, true, l{"x"}, m{}},
	}
	for i, v := range many {
		c.each(whole, v)
		c.each(must, v)
		for _, item := range []any{nil, 1, 1.0, "a", m{"a": 1}, l{1}, uint8('a')} {
			c.each("append prepend without", v, item)
			c.each("has", item, v)
		}
		c.each("push mustAppend mustPush mustPrepend mustWithout", v, "a")
		c.each("mustHas", "a", v)
		c.each("without", v, "a", 1, nil)
		c.each("without", v, l{1}, m{"a": 1}, m{"b": 1}, 3)
		c.each("append", v, l{1, 2})
		c.each("concat", v, l{"x"})
		c.each("concat", v, v)
		for _, size := range []any{-5, -3, -2, -1, 0, 1, 2, 3, 4, 10} {
			c.each("chunk", size, v)
		}
		c.each("mustChunk", 3, v)
		for _, start := range []any{0, 2, -1, "1", 1.9, nil, "x"} {
			c.each("slice", v, start)
			for _, end := range []any{0, 1, 2, 4, 5, -1, "2", 3.5} {
				if i%4 == 3 {
					c.each("slice", v, start, end)
				}
			}
		}
		c.each("mustSlice", v, 1, 2)
		c.each("slice", v, 0, 1, 7)
	}
	c.each("concat")
}

func dicts(c *calls) {
	keys := []any{"a", "", 1, 1.0, 1e6, true, nil, l{1, "x"}, m{"k": nil}, []byte("b"), time.Duration(1e9), int64(7), "a b"}
	for _, key := range keys {
		c.each("dict", key)
		c.each("dict", key, 1)
		c.each("dict", "z", nil, key, "v", "odd")
		c.each("dict", key, 1, "a", 2)
	}
	maps := []any{m{}, m{"a": 1, "b": "x", "": nil}, m{"a": nil}, m{"a": m{"b": m{"c": 5, "n": nil}}, "l": l{1}, "s": map[string]string{"b": "x"}, "v": common.Values{"b": 1}}, common.Values{"a": 1, "g": m{}}, nil}
	for _, v := range maps {
		c.each("keys values pick omit deepCopy mustDeepCopy merge mustMerge mergeOverwrite mustMergeOverwrite", v)
		for _, key := range []any{"a", "b", "", "zz"} {
			c.each("get hasKey unset pick omit", v, key)
			c.each("pluck", key, v)
			c.each("pluck", key, v, m{"a": "second", "zz": nil}, v)
			c.each("set", v, key, 1)
			c.each("set", v, key, nil)
			c.each("pick omit", v, key, "a", "a", "nope")
			c.each("dig", key, "default", v)
			c.each("dig", key, nil, v)
			for _, second := range []any{"a", "b", "c"} {
				c.each("dig", key, second, "default", v)
				c.each("dig", key, second, "c", "default", v)
			}
		}
		c.each("keys", v, m{"q": 1})
		c.each("dig", "a", "b", "n", "d", v)
		c.each("dig", "a", 1, "d", v)
		c.each("dig", 1, "d", v)
		c.each("dig", "s", "b", "d", v)
		c.each("dig", "v", "b", "d", v)
		c.each("dig", "l", "b", "d", v)
		c.each("dig", nil, "d", v)
		c.each("dig", "a", v)
		c.each("dig", v)
	}
	c.each("dig pluck keys values")
	c.each("pluck", "a")
	for _, v := range []any{"x", 1, l{}, nil, map[string]string{"a": "x"}, true} {
		c.each("dig", "a", "d", v)
	}
	for _, v := range append(append([]any{}, few...), odd...) {
		c.each("deepCopy mustDeepCopy", v)
		c.each("deepCopy", l{v})
		c.each("deepCopy", m{"k": v})
	}
	merges(c)
}

// merges are the pairs of everything that a key may hold in the first and in the second map.
func merges(c *calls) {
	held := []any{nil, false, true, 0, 0.0, "", "x", l{}, l{1}, l{2, 3}, l(nil), m{}, m{"a": 1}, m{"a": nil}, m{"a": ""}, m{"a": m{"b": 1}}, m{"a": m{"c": 2}, "d": 3},
		[]string{"s"}, []string{}, map[string]string{"a": "s"}, common.Values{"a": 5}, time.Duration(0)}
	for _, a := range held {
		for _, b := range held {
			c.each("merge mergeOverwrite", m{"k": a, "o": 1}, m{"k": b})
		}
		c.each("merge mergeOverwrite mustMerge mustMergeOverwrite", m{"o": 1}, m{"k": a})
		c.each("merge mergeOverwrite", m{}, m{"k": a})
		c.each("merge mergeOverwrite", m{"k": a}, m{})
		c.each("merge mergeOverwrite", m{"k": a}, nil)
		c.each("merge mergeOverwrite", nil, m{"k": a})
		c.each("merge mergeOverwrite", m{"x": m{"k": a, "o": 1}}, m{"x": m{"k": "new"}})
		c.each("merge mergeOverwrite", m{"x": m{"k": "old"}}, m{"x": m{"k": a, "n": 1}})
		c.each("mustMerge mustMergeOverwrite", m{"k": "old"}, m{"k": a})
		c.each("merge mergeOverwrite", m{"a": 1}, m{"k": a}, m{"k": "third", "a": 2, "z": m{"k": a}})
		c.each("merge mergeOverwrite", common.Values{"a": 1, "k": a}, common.Values{"k": "v", "a": 2})
	}
}

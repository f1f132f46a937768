// Command helm-semver records what github.com/Masterminds/semver/v3 makes of versions and constraints, for
// crates/readylint_helm/tests/semver.rs. Three editions of the library, one for each go.mod:
//
//	go run . >../../../readylint_helm/tests/data/semver-3.5.jsonl
//	go run -modfile=go-3.4.mod . >../../../readylint_helm/tests/data/semver-3.4.jsonl
//	go run -modfile=go-3.3.mod . >../../../readylint_helm/tests/data/semver-3.3.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// A row is a version, a comparison of all versions, or a constraint. JSON keeps the rows small: most members are left out.
type row struct {
	Version    *string  `json:"version,omitempty"`
	Fields     []any    `json:"fields,omitempty"`
	Strict     string   `json:"strict,omitempty"`
	Order      string   `json:"order,omitempty"`
	Constraint *string  `json:"constraint,omitempty"`
	Holds      string   `json:"holds,omitempty"`
	Reasons    []string `json:"reasons,omitempty"`
	Error      string   `json:"error,omitempty"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var good []*semver.Version
	for _, text := range versions() {
		one := row{Version: &text}
		version, err := semver.NewVersion(text)
		if err != nil {
			one.Error = err.Error()
		} else {
			good = append(good, version)
			numbers := fmt.Sprintf("%d %d %d", version.Major(), version.Minor(), version.Patch())
			one.Fields = []any{numbers, version.Prerelease(), version.Metadata(), version.Original(), version.String()}
		}
		if _, err := semver.StrictNewVersion(text); err != nil {
			one.Strict = err.Error()
		}
		must(encoder.Encode(one))
	}
	for _, version := range good {
		text := version.Original()
		order := strings.Builder{}
		for _, other := range good {
			order.WriteByte("<=>"[version.Compare(other)+1])
		}
		must(encoder.Encode(row{Version: &text, Order: order.String()}))
	}
	for _, text := range constraints() {
		one := row{Constraint: &text}
		constraint, err := semver.NewConstraint(text)
		if err != nil {
			one.Error = err.Error()
			must(encoder.Encode(one))
			continue
		}
		holds := strings.Builder{}
		for index, version := range good {
			holds.WriteByte("-+"[bit(constraint.Check(version))])
			// the words of some versions are enough
			if index%11 == 0 {
				fine, reasons := constraint.Validate(version)
				words := []string{fmt.Sprint(fine)}
				for _, reason := range reasons {
					words = append(words, reason.Error())
				}
				one.Reasons = append(one.Reasons, strings.Join(words, "\n"))
			}
		}
		one.Holds = holds.String()
		must(encoder.Encode(one))
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func versions() []string {
	list := []string{
		"1.2.3", "1", "1.2", "v1", "v1.2.3", "V1.2.3", "vv1", "1.2.3.4", "1.", ".1", "", " 1.2.3", "1.2.3 ", "01.2.3", "1.02.3", "1.2.03",
		"0", "0.0.0", "0.0.1", "0.0.3", "0.0.4", "0.1.0", "0.2.3", "0.2.4", "0.3.0", "0.2", "1.0.0", "1.1.0", "1.2.0", "1.2.4", "1.3.0", "2.0.0", "2.1.0",
		"3.0.0", "10.0.0", "11.0.0", "11.1.0", "11.1.1", "11.2.0", "12.0.0", "1.21.0", "1.22.3-gke.1", "1.25.0", "1.25.0-0", "1.24.9", "v1.35.0", "v1.37.0",
		"1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-alpha.beta", "1.2.3-beta", "1.2.3-beta.2", "1.2.3-beta.11", "1.2.3-rc.1", "1.2.3-0", "1.2.3-1", "1.2.3-00",
		"1.2.3-01", "1.2.3-0a", "1.2.3-a.01", "1.2.3--", "1.2.3---1", "1.2.3-a..b", "1.2.3-", "1.2.3-a_b", "1.2.3-99", "1.2.3-103", "1.2.3-18446744073709551616",
		"1.2.3-18446744073709551615", "1.2.3-a.b.c", "1.2.3-a.b", "1-rc1", "1.2-rc1", "1-rc.1+b", "0.0.0-0", "0.0.0-alpha", "2.0.0-0", "2.0.0-rc1",
		"1.2.3+build", "1.2.3+build.01", "1.2.3-rc+build", "1.2.3+", "1.2.3+a+b", "1.2.3+a-b", "1.2.3+a..b", "1.2.3+_", "1+b", "1.2+b", "1.2.3-1.3.0", "1.27.16-eks-a737599",
		"18446744073709551615.0.0", "18446744073709551616.0.0", "1.18446744073709551616.0", "1.2.99999999999999999999999", "0x1", "1.x", "*", "latest", "1.2.3\n", "1.2.3\n1", "1..2",
		"１.2.3", "1.2.3-é", "-1", "+1", "1-", "1+", "v", "v.1", "1.2.3-\x00", "1.2.-3", "1.2.3-rc-1", "1.19.5-0", "9999999.0.0", "1.2.3-Alpha", "1.2.3-ALPHA",
		strings.Repeat("1", 256), "1.2.3-" + strings.Repeat("a", 250), "1.2.3-" + strings.Repeat("a", 251), strings.Repeat("1", 19), "1.2.3-a.b.c.d.e.f.g",
	}
	return list
}

func constraints() []string {
	list := []string{
		"", " ", "*", "x", "X", "1", "1.2", "1.2.3", "v1.2.3", "=1.2.3", "= 1.2.3", "==1.2.3", "!=1.2.3", "!= 1.2", "!=1", "!=*", "!=1.x", "!=1.2.x", "!=1.2.3-alpha", "!=1.2-alpha",
		"!= 1.2-beta.2", ">1", ">1.2", ">1.2.3", ">11", ">11.1", ">11.x", ">11.1.x", ">*", ">=1", ">=1.2", ">=1.2.3", "=>1.2.3", ">=*", ">= 1.2.3-0", ">=1.21-0", ">=1.21 <1.25-0",
		">=1.21.0-0 <1.25.0", "<1", "<1.2", "<1.2.3", "<11", "<11.x", "<*", "<0", "<1.2.3-beta", "<=1", "<=1.2", "<=1.2.3", "<=11", "<=11.1", "<=11.x", "=<11.1.x", "<=*", "<=1.2.3-beta",
		"<=1.2-beta", "<= 0", "<=0.2", "~1", "~1.2", "~1.2.3", "~1.x", "~1.2.x", "~*", "~0", "~0.0.0", "~0.0", "~0.2", "~0.2.3", "~>1.2", "~> 1.2.3", "~1.2.3-beta", "~1.2-0", "~x.1", "~0.0.0-0",
		"^1", "^1.2", "^1.2.3", "^0", "^0.0", "^0.0.3", "^0.2", "^0.2.3", "^0.0.0", "^0.1", "^*", "^x", "^1.x", "^0.x", "^0.0.x", "^0.2.x", "^1.2.3-beta", "^0.0.0-0", "^0-0", "^2.0.0-0",
		"1.x", "1.X", "1.*", "1.2.x", "1.2.*", "x.1", "*.*.*", "1.x.3", "x.x.x", "1.x-0", "1.2.x-alpha", "*-0", "*-alpha", "x-0", "=*", "=1.x", "= 1.2.x",
		"1.2 - 2", "1.2.3 - 2.0.0", "1.2.3-alpha - 2.0.0", " 1.2 - 1.3 ", "1 - 2 || 11 - 12", "1 - 2 11 - 12", "1 - 2, 11 - 12", "1 - 2 - 3", "1 - 2.1.1.2 - 3", "1-2", "1 -2", "1- 2", "v1 - v2", "1.x - 2.x", "* - *",
		">=1 - 2", "1 - <2", "1 - 2,", "1 - 2 ||", "1.2  -  1.3", "1\t-\t2", "1\n-\n2", "1\v-\v2", "1 - 2 >= 1.2", "0 - 1.2.3-beta",
		">=1,<2", ">=1, <2", ">=1 ,<2", ">=1 , <2", ">=1 <2", ">=1  <2", ">=1,,<2", ">=1<2", ">=1;<2", ">=1&&<2", ",>=1", ">=1,", ">= 1, < 2 || >= 11", ">=1||<0", ">=1 || ", "||", "||1", "1||", "1|2", "1 | 2", "1|||2", "1||||2",
		">1 !=1.2.3 <11", "^1 || ^11", "~1.2 || ~11.1", "1 2", "1.2.3 1.2.4", ">=1.2.3-alpha <1.2.3", ">=1.2.3-alpha, <2 || ^11", "<2-0 >=1", ">1.2.3-beta.2", ">1.2-beta", "1.2.3-beta", "1.2-beta", "1-beta", "=1.2.3-beta.2",
		"> 1.2.3 ", "\t>1.2.3\n", "\v>1", ">\n1", ">1.2.3+build", "1.2.3+build", "1.2+build", "1.x+build", "^1.2.3-a+b", ">=1.2.3.4", "1.2.3.4", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3-00", "01.2.3", "1.02", "latest", ">=latest", "a.b.c", "1.a",
		"1x", "x1", "xx", "1.xx", "1.2.3x", "1**", "|", "1.|", "18446744073709551616", ">=18446744073709551616.x", "^18446744073709551615", "-1", "+1", ">-1", "! 1", "!=", ">", "=", ">=", "~", "^", ">>1", "><1", "=!1", "~=1", "~~1", "^^1", "~^1", "> =1", "~ >1",
		">= 1.19-0", ">=1.19.0-0", "<1.19.0-0", "< 1.25-0", ">=1.16.0-0 <1.26.0-0", ">= 1.25.0-0", ">=1.8-0", "^1.20.0-0", ">1.27.16", ">=1.27-0 <1.28", ">= 1.22.0-0 <= 1.31.x-0", "1.20 - 1.28", "1.20-0 - 1.28-0", ">=v1.21.0", "v1.x", "V1",
		"é", "1.2.3 é", "1\u00a02", "1.2.3\x00", "\"1\"", "'1'", "1.2.3 -", "- 1.2.3", "1.2.3 - ", ">=1.2.3 - 2.0.0", "~1 - 2", "1 - 2 - ", " ", "  ", "1,2,3", "<18446744073709551615", "!=1.2.3 !=1.2.4",
		strings.Repeat("1", 512), strings.Repeat("1", 513), strings.Repeat("1||", 31) + "1", strings.Repeat("1||", 32) + "1", strings.Repeat(">=1 ", 120),
	}
	return list
}

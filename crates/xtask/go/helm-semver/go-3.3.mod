module readylint.dev/xtask/helm-semver

go 1.24

require github.com/Masterminds/semver/v3 v3.3.0

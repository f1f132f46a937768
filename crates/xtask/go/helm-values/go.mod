module readylint.dev/xtask/helm-values

go 1.26.0

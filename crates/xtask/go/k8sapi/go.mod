module readylint.dev/xtask/k8sapi

go 1.24

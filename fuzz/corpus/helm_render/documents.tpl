a: 1
---
kind: Service
---

---apiVersion: v1

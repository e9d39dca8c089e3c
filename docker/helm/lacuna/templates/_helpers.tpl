{{/* Labels by which the pods of a component are found; they never change. Called with a list: the root, and the component. */}}
{{- define "lacuna.selector" -}}
app.kubernetes.io/name: lacuna
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "lacuna.labels" -}}
{{ include "lacuna.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
{{- end }}

{{- define "lacuna.name" -}}
{{ printf "%s-%s" ((index . 0).Release.Name | trunc 40 | trimSuffix "-") (index . 1) }}
{{- end }}

{{/* The variable of a key: input.topic is LACUNA_INPUT_TOPIC. */}}
{{- define "lacuna.variable" -}}
LACUNA_{{ . | upper | replace "." "_" }}
{{- end }}

{{/* What all pods have. Called with a list: the root, and the settings of the component. */}}
{{- define "lacuna.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
{{- $root := index . 0 }}
{{- $component := index . 1 }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $component.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $component.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $component.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What all containers have. Called with a list: the root, the image, and the settings of the component. */}}
{{- define "lacuna.container" -}}
{{- $root := index . 0 }}
image: {{ printf "%s:%s" (index . 1) ($root.Values.image.tag | default $root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
envFrom:
  - configMapRef:
      name: {{ include "lacuna.name" (list $root "config") }}
  {{- with $root.Values.secret }}
  - secretRef:
      name: {{ . }}
  {{- end }}
resources:
  {{- toYaml (index . 2).resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: state
    mountPath: /var/lib/lacuna
  - name: tmp
    mountPath: /tmp
{{- end }}

#!/usr/bin/env bash
# What the action runs: annotations on stdout, a table for the summary of the job.
# LOGS and ARGUMENTS hold words divided by blanks.
set -uo pipefail

read -r -a logs <<<"${LOGS:-}"
read -r -a arguments <<<"${ARGUMENTS:-}"

issues-kb --color never check --format github "${arguments[@]}" -- "${logs[@]}"
code=$?

table=$(issues-kb -q --color never check --statistics "${arguments[@]}" -- "${logs[@]}")
report=$(issues-kb -q check --format json "${arguments[@]}" -- "${logs[@]}")
findings=$(python -c '
import json, sys
counts = json.loads(sys.stdin.read() or "{}").get("counts", {})
print(counts.get("error", 0) + counts.get("warning", 0))
' <<<"$report")

{
  echo "### issues-kb check"
  echo
  if [ -n "$table" ]; then
    echo '```text'
    echo "$table"
    echo '```'
  else
    echo "Nothing found."
  fi
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
echo "findings=$findings" >>"${GITHUB_OUTPUT:-/dev/null}"

exit "$code"

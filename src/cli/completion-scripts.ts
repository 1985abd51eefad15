/**
 * What the shells load to complete a command line of ours. The scripts know no action and no option: they pass the
 * words to `__complete`, which answers from the tables and from the daemon, and so never fall behind.
 */
import { type CompletionShell, FILES } from './completion-words.ts';

/** `program` is the command's name, to which the script applies. */
export function completionScript(shell: CompletionShell, program: string): string {
  const name = program.replace(/[^\w.+-]/g, '_');
  return SCRIPTS[shell](name, name.replace(/\W/g, '_'));
}

/**
 * bash takes a colon for the end of a word, and replaces only what follows it. So the words come from the line itself,
 * and what precedes the last colon is cut off from the candidates. A quote that is still open is closed for xargs, which
 * takes quotes away as a shell does and expands nothing; in it nothing is to be escaped, and a colon ends no word.
 */
const bash = (name: string, id: string): string => `# bash completion for ${name}
# Load it with: eval "$(${name} completion bash)"

_${id}_complete() {
  local line=\${COMP_LINE:0:COMP_POINT} quote split words current candidate kept= escape=%q
  for quote in '' '"' "'"; do
    split=$(xargs printf '%s\\n' <<<"$line$quote" 2>/dev/null) && break
  done
  mapfile -t words <<<"$split"
  [[ -z $quote && $line == *[^\\\\][[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]} - 1]}
  [[ $current == *:* && $COMP_WORDBREAKS == *:* ]] && kept=\${current%:*}:
  [[ -n $quote ]] && kept= escape=%s
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    if [[ $candidate == '${FILES}' ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
    fi
    printf -v candidate "$escape" "\${candidate#"$kept"}"
    COMPREPLY+=("$candidate")
  done < <("\${words[0]/#\\~/$HOME}" __complete "\${words[@]:1}" 2>/dev/null)
}

complete -F _${id}_complete ${name}
`;

const zsh = (name: string, id: string): string => `#compdef ${name}
# zsh completion for ${name}
# Load it after compinit with: eval "$(${name} completion zsh)"
# or save it as _${name} in a directory of $fpath.

_${id}() {
  local line
  local -a lines candidates
  lines=("\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" __complete "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  for line in $lines; do
    if [[ $line == '${FILES}' ]]; then
      _files
      return
    fi
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${(M)line%$'\\t'*}/#$'\\t'/:}")
  done
  (( $#candidates )) && _describe '${name}' candidates
}

if [[ $funcstack[1] == _${id} ]]; then
  _${id} "$@"
else
  compdef _${id} ${name}
fi
`;

const fish = (name: string, id: string): string => `# fish completion for ${name}
# Load it with: ${name} completion fish | source

function __${id}_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct | string replace -r '^["\\']' '' | string unescape)
    set -l lines ($words[1] __complete $words[2..-1] "$word" 2>/dev/null)
    if test "$lines[1]" = '${FILES}'
        complete -C "'' "(commandline -ct)
    else
        printf '%s\\n' $lines
    end
end

complete -c ${name} -f -a '(__${id}_complete)'
`;

const SCRIPTS: Readonly<Record<CompletionShell, (name: string, id: string) => string>> = { bash, zsh, fish };

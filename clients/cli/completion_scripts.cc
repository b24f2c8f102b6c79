// `cofi completion SHELL`: the scripts, which know nothing but how to ask.

#include "clients/cli/completion_scripts.h"

#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

struct Script {
  const char* shell;
  const char* text;
};

// A candidate that ends in `/` is the beginning of a longer name: no space after it.
constexpr Script kScripts[] = {
    {"bash", R"(# source <(cofi completion bash)
_cofi() {
  local IFS=$'\n'
  COMPREPLY=($(cofi __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
}
complete -o default -F _cofi cofi
)"},
    {"zsh", R"(#compdef cofi
# source <(cofi completion zsh)
_cofi() {
  local -a candidates open
  candidates=("${(@f)$(cofi __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  open=("${(@M)candidates:#*/}")
  candidates=("${(@)candidates:#*/}")
  candidates=("${(@)candidates:#}")
  (( ${#open} )) && compadd -S '' -- "${open[@]}"
  (( ${#candidates} )) && compadd -- "${candidates[@]}"
  (( ${#open} + ${#candidates} )) || _files
}
compdef _cofi cofi
)"},
    {"fish", R"(# cofi completion fish | source
complete -c cofi -a '(cofi __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
)"},
};

}  // namespace

int RunCompletion(Session& session, const Arguments& arguments) {
  const std::string shell = arguments.words.empty() ? "" : arguments.words[0];
  for (const Script& script : kScripts) {
    if (shell == script.shell) return session.out() << script.text, kDone;
  }
  return Explain(Mistake(words::kNotOneOf, session.language(), "SHELL", shell, "bash, zsh, fish"),
                 session.language(), session.err());
}

}  // namespace cofi::cli

#include "tests/installations/programs.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi::end_to_end {

namespace {

Outcome Run(const Words& command, const std::string& address, const std::string& lang) {
  // No HOME: a profile of whoever runs the tests would count.
  Process process(command, {"COFI_SERVER=" + address, "COFI_LANG=" + lang, "COLUMNS=200"});
  const std::optional<int> code = process.Wait();
  COFI_CHECK(code.has_value(), "cofi does not end");
  return {*code, process.out(), process.err()};
}

}  // namespace

Words CofiCommand(const Words& words) { return With({COFI_BINARY}, words); }

Words WithFilesIn(const Folder& folder, Words words) {
  for (size_t i = 1; i < words.size(); ++i) {
    const bool is_file = words[i - 1] == "-o" && absl::StrContains(words[i], '.');
    if (is_file) words[i] = absl::StrCat(folder.path(), "/", words[i]);
  }
  return words;
}

Outcome RunCofi(const std::string& address, const Words& words, const std::string& lang) {
  return Run(CofiCommand(words), address, lang);
}

Outcome RunCofiAfter(const std::string& first, const std::string& address, const Words& words,
                     const std::string& lang) {
  const std::string script = absl::StrCat(first, "\nexec \"$@\"");
  return Run(With({"/bin/sh", "-c", script, "sh", COFI_BINARY}, words), address, lang);
}

Cofid::Cofid(const Words& flags, const std::string& first)
    : Process(With({"/bin/sh", "-c", absl::StrCat(first, "\nexec \"$@\""), "sh", COFID_BINARY},
                   flags)) {
  const auto said_so = [this] { return absl::StrContains(err(), "\"event\":\"ready\""); };
  Eventually([&] { return said_so() || !Runs(); });
  ready_ = said_so();
}

std::string CaseFile() { return "docs/cases/precarisation.yaml"; }

Outcome ApplyCase(const Installation& cofi, const Words& flags) {
  return RunCofi(cofi.address(), With({"apply", "-f", CaseFile()}, flags));
}

Outcome AttachCase(const Installation& cofi) {
  return Run({"docs/cases/precarisation-files.sh", COFI_BINARY}, cofi.address(), "en");
}

}  // namespace cofi::end_to_end

#include "clients/cli/typed/profile.h"

#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/text.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

const std::vector<std::string>& Keys() {
  static const auto* const keys = new std::vector<std::string>{"server", "lang", "timeout"};
  return *keys;
}

bool IsThere(const std::string& file) {
  struct stat facts {};
  return lstat(file.c_str(), &facts) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

class ProfilesReader {
 public:
  ProfilesReader(const std::string& file, Language language) : file_(file), language_(language) {}

  // The node of the profile; nothing if there is none.
  absl::StatusOr<YAML::Node> Find(const std::string& text, const std::string& name) const {
    YAML::Node found;
    for (const YAML::Node& document : YAML::LoadAll(text)) {
      if (document.IsNull()) continue;
      if (!document.IsMap()) return At(document.Mark(), words::kNotProfiles.In(language_));
      for (const auto& entry : document) {
        if (!entry.first.IsScalar() || entry.first.Scalar() != name) continue;
        if (found.IsDefined() && !found.IsNull()) {
          return At(entry.first.Mark(), Say(words::kGivenTwice, language_, name));
        }
        if (!entry.second.IsMap()) {
          return At(entry.first.Mark(), words::kNotProfiles.In(language_));
        }
        found.reset(entry.second);
      }
    }
    return found;
  }

  absl::Status Read(const YAML::Node& node, Profile* profile) const {
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (std::count(Keys().begin(), Keys().end(), key) == 0) {
        return At(entry.first.Mark(),
                  Say(words::kUnknownKey, language_, key, absl::StrJoin(Keys(), ", ")) +
                      DidYouMean(key, Keys(), language_));
      }
      if (!entry.second.IsScalar()) {
        return At(entry.first.Mark(), Say(words::kNotAValue, language_, key));
      }
      if (!profile->values.emplace(key, entry.second.Scalar()).second) {
        return At(entry.first.Mark(), Say(words::kGivenTwice, language_, key));
      }
    }
    return absl::OkStatus();
  }

  // yaml-cpp marks what has no place in the text with -1.
  absl::Status At(const YAML::Mark& mark, absl::string_view sentence) const {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(file_), ":", std::max(0, mark.line) + 1,
                                                   ":", std::max(0, mark.column) + 1, ": ",
                                                   Quoted(sentence)));
  }

 private:
  const std::string& file_;
  const Language language_;
};

}  // namespace

std::string Profile::Value(const std::string& key) const {
  const auto found = values.find(key);
  return found == values.end() ? "" : found->second;
}

std::string Profile::Place(const std::string& key) const { return absl::StrCat(file, ": ", key); }

absl::StatusOr<Profile> ReadProfile(const std::string& file, const std::string& name,
                                    Language language) {
  Profile profile{.file = file, .values = {}};
  YAML::Node node;
  if (IsThere(file)) {
    COFI_ASSIGN_OR_RETURN(const std::string text, ReadInput(file, language));
    const ProfilesReader reader(file, language);
    try {
      COFI_ASSIGN_OR_RETURN(const YAML::Node found,
                            reader.Find(text, name.empty() ? "default" : name));
      node.reset(found);
      COFI_RETURN_IF_ERROR(reader.Read(node, &profile));
    } catch (const YAML::Exception& error) {
      return reader.At(error.mark, error.msg);
    }
  }
  if (!node.IsMap() && !name.empty()) return Mistake(words::kNoProfile, language, name, file);
  return profile;
}

}  // namespace cofi::cli

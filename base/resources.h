// The resources of Cofi, and what people call them: read off the protos.
//
//   InWords("projects/p/applications/fdf", Language::kFrench) == "la candidature fdf"
#ifndef COFI_BASE_RESOURCES_H_
#define COFI_BASE_RESOURCES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/type/v1/annotations.pb.h"
#include "google/protobuf/descriptor.h"

namespace cofi {

// In the order of their files.
const std::vector<const google::protobuf::Descriptor*>& AllResources();

// By its type, `cofi.dev/Line`; null if it is none's.
const google::protobuf::Descriptor* ResourceOf(absl::string_view type);

// What a name is one of; null if it has the form of none.
const google::protobuf::Descriptor* ResourceOfName(absl::string_view name);

// What the protos say of a resource beside its fields.
const type::v1::Resource& ResourceFacts(const google::protobuf::Descriptor* resource);

// `call` as the command line has it.
std::string CommandOf(const google::protobuf::Descriptor* resource);

// What people call one of them, and several: `appel à projets`, `calls`.
std::string TermOf(const google::protobuf::Descriptor* resource, Language language);
std::string PluralOf(const google::protobuf::Descriptor* resource, Language language);

// `1 candidature`, `0 candidature`, `2 candidatures`; `0 applications`.
std::string Counted(int64_t count, const google::protobuf::Descriptor* resource, Language language);

// What stands before a noun.
enum class Article { kThe, kOf, kA };

// `la candidature`, `de la candidature`, `une candidature`; `l'organisme`, `de l'organisme`.
std::string WithArticle(const google::protobuf::Descriptor* resource, Article article,
                        Language language);

// A resource in a sentence: what it is, and its identifiers without those of its project and
// budget, which are known where it is spoken of. What is no resource's name is quoted.
std::string InWords(absl::string_view name, Language language);

}  // namespace cofi

#endif  // COFI_BASE_RESOURCES_H_

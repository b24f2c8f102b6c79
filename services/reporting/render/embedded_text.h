// The files of this folder that are in the binary: styles, and the script that makes a PDF.
#ifndef COFI_SERVICES_REPORTING_RENDER_EMBEDDED_TEXT_H_
#define COFI_SERVICES_REPORTING_RENDER_EMBEDDED_TEXT_H_

#include <string_view>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "embedded/render_files.h"

namespace cofi::reporting {

// By its name, for instance `style.css`.
inline absl::string_view EmbeddedText(std::string_view name) {
  for (const embedded::File& file : embedded::RenderFiles()) {
    if (file.name == name) return {file.text.data(), file.text.size()};
  }
  COFI_CHECK(false, name);
  return "";
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_EMBEDDED_TEXT_H_

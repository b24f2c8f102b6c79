// Prints pages with WeasyPrint (https://weasyprint.org), which the server may have or not, in a
// process of its own: print_page.py, without network and within limits.
#ifndef COFI_SERVICES_REPORTING_RENDER_PRINT_H_
#define COFI_SERVICES_REPORTING_RENDER_PRINT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cofi::reporting {

struct PrinterOptions {
  // Tried one after the other until one has WeasyPrint: the first Python of the PATH, and Debian's,
  // for which its package is installed.
  std::vector<std::string> interpreters = {"python3", "/usr/bin/python3"};
  // 500 rows take some ten seconds of the processor, and one minute of it is the most that a page
  // gets; a busy machine may need longer for that, and after this long it is given up.
  absl::Duration time_max = absl::Seconds(120);
};

// A page of HTML on paper, as PDF. The same page made on the same day has the same bytes. Takes its
// time. Safe to call from several threads at once.
//
// FORMAT_UNAVAILABLE if there is no WeasyPrint, or if it could not print the page.
absl::StatusOr<std::string> PrintPage(absl::string_view html, absl::CivilDay made,
                                      const PrinterOptions& options = {});

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_PRINT_H_

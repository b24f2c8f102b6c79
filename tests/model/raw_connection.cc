#include "tests/model/raw_connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi::model {
namespace {

std::string BigEndian(uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>(value >> shift));
  }
  return text;
}

// A header that enters no table: its name new, or from the static table.
std::string Literal(absl::string_view name, absl::string_view value) {
  return absl::StrCat(absl::string_view("\0", 1), BigEndian(name.size(), 1), name,
                      BigEndian(value.size(), 1), value);
}

}  // namespace

RawConnection::RawConnection(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  COFI_CHECK(path.size() < sizeof(address.sun_path), path);
  std::memcpy(address.sun_path, path.data(), path.size());
  file_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(file_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return;
  close(file_);
  file_ = -1;
}

RawConnection::~RawConnection() {
  if (file_ >= 0) close(file_);
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : file_(other.file_), heard_(std::move(other.heard_)) {
  other.file_ = -1;
}

bool RawConnection::Hear() {
  char heard[4096];
  ssize_t size;
  while ((size = recv(file_, heard, sizeof(heard), MSG_DONTWAIT)) > 0) {
    // Of those that talk without an end the beginning is enough.
    if (heard_.size() < 1 << 20) heard_.append(heard, static_cast<size_t>(size));
  }
  return size < 0 && errno == EAGAIN;
}

bool RawConnection::AwaitEnd() {
  constexpr size_t kHead = 9;
  constexpr int kPatienceMs = 60'000;
  while (true) {
    const bool connected = Hear();
    while (heard_.size() >= kHead) {
      const auto byte = [this](size_t i) { return static_cast<uint8_t>(heard_[i]); };
      const size_t size = kHead + (size_t{byte(0)} << 16 | size_t{byte(1)} << 8 | byte(2));
      if (heard_.size() < size) break;
      const auto type = static_cast<FrameType>(byte(3));
      const bool is_first = byte(8) == 1;
      const bool ends = type == FrameType::kReset ||
                        (type == FrameType::kHeaders && (byte(4) & /*END_STREAM*/ 1) != 0);
      heard_.erase(0, size);
      if (is_first && ends) return true;
    }
    if (!connected) return true;
    pollfd input = {.fd = file_, .events = POLLIN, .revents = 0};
    if (poll(&input, 1, kPatienceMs) <= 0) return false;
  }
}

bool RawConnection::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(file_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(sent);
    } else if (errno != EAGAIN) {
      return false;
    } else {
      pollfd both = {.fd = file_, .events = POLLIN | POLLOUT, .revents = 0};
      if (poll(&both, 1, 10'000) <= 0) return false;
    }
    // A server whose words nobody reads stops listening.
    (void)Hear();
  }
  return true;
}

std::string Frame(FrameType type, uint8_t flags, uint32_t stream, absl::string_view payload,
                  int64_t length) {
  return absl::StrCat(BigEndian(length < 0 ? payload.size() : length, 3),
                      BigEndian(static_cast<uint8_t>(type), 1), BigEndian(flags, 1),
                      BigEndian(stream, 4), payload);
}

std::string Preface() {
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Frame(FrameType::kSettings, 0, 0, ""));
}

std::string CallHeaders(absl::string_view path, absl::string_view name, absl::string_view value) {
  return absl::StrCat(Literal(":method", "POST"), Literal(":scheme", "http"),
                      Literal(":path", path), Literal(":authority", "localhost"),
                      Literal("content-type", "application/grpc"), Literal("te", "trailers"),
                      name == "grpc-timeout" ? "" : Literal("grpc-timeout", "300S"),
                      name.empty() ? "" : Literal(name, value));
}

std::string CallOn(uint32_t stream, absl::string_view path, absl::string_view message) {
  constexpr uint8_t kEndStream = 1, kEndHeaders = 4;
  return absl::StrCat(Frame(FrameType::kHeaders, kEndHeaders, stream, CallHeaders(path)),
                      Frame(FrameType::kData, kEndStream, stream,
                            absl::StrCat(BigEndian(0, 1), BigEndian(message.size(), 4), message)));
}

std::string WholeCall(absl::string_view path, absl::string_view message, absl::string_view name,
                      absl::string_view value) {
  constexpr uint8_t kEndStream = 1, kEndHeaders = 4;
  return absl::StrCat(Preface(),
                      Frame(FrameType::kHeaders, kEndHeaders, 1, CallHeaders(path, name, value)),
                      Frame(FrameType::kData, kEndStream, 1,
                            absl::StrCat(BigEndian(0, 1), BigEndian(message.size(), 4), message)));
}

}  // namespace cofi::model

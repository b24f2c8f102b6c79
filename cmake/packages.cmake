# The outside libraries, as targets that the DEPS of a cofi_library can name:
#
#   third_party::abseil  third_party::protobuf  third_party::grpc  third_party::malloc
#                                                                    (below)
#   SQLiteCpp  PkgConfig::LIBPQ  PkgConfig::LIBICAL  PkgConfig::LIBZIP  PkgConfig::XLSXWRITER
#   ICU::i18n  ICU::uc  yaml-cpp  CLI11::CLI11  spdlog::spdlog
#   GTest::gmock  rapidcheck                                        (Debian's own)
#
# gRPC, protobuf and abseil are linked statically: a process that prints --help
# starts in 2.4 ms, against 6.3 ms with their 56 shared libraries, and the link
# takes as long. OpenSSL stays shared, so that Debian's fixes reach it.
# ThreadSanitizer's suppressions name shared libraries, hence the option.
#
# Never add grpc++_error_details: it registers google.rpc.Status a second time,
# beside the one that proto/ generates, and the process dies at start.

if(CMAKE_BUILD_TYPE STREQUAL "Tsan")
  set(shared_packages ON)
endif()
option(COFI_SHARED_PACKAGES "Link gRPC, protobuf and abseil as shared libraries"
  ${shared_packages})

find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLiteCpp CONFIG REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(LIBICAL REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
find_package(ICU COMPONENTS i18n uc REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
if(COFI_TESTS)
  find_package(GTest CONFIG REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)
endif()

# third_party_library(name LIBRARIES grpc++ … DEPS target …): one target of
# several archives that may refer to each other in any order.
function(third_party_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;DEPS")
  set(files)
  foreach(library IN LISTS arg_LIBRARIES)
    set(names lib${library}.a)
    if(COFI_SHARED_PACKAGES)
      set(names lib${library}.so)
    endif()
    find_library(COFI_FILE_${library} NAMES ${names} REQUIRED)
    list(APPEND files ${COFI_FILE_${library}})
  endforeach()
  list(JOIN files "," group)
  add_library(third_party_${name} INTERFACE)
  add_library(third_party::${name} ALIAS third_party_${name})
  target_link_libraries(third_party_${name} INTERFACE
    "$<LINK_GROUP:RESCAN,${group}>" ${arg_DEPS})
endfunction()

# Abseil's parts are many and have no archive of their own for the whole; those
# that gRPC needs are those that we use.
pkg_check_modules(GRPCPP REQUIRED grpc++)
set(abseil ${GRPCPP_STATIC_LIBRARIES})
list(FILTER abseil INCLUDE REGEX "^absl_")
list(REMOVE_DUPLICATES abseil)

third_party_library(abseil LIBRARIES ${abseil})
third_party_library(protobuf LIBRARIES protobuf DEPS third_party::abseil ZLIB::ZLIB)
third_party_library(grpc
  LIBRARIES grpc++_reflection grpc++ grpc gpr address_sorting re2 upb cares
  DEPS third_party::protobuf third_party::abseil OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB
       ${CMAKE_DL_LIBS})

# For servers: requests are taken and answered by several threads, which glibc's
# malloc makes a sixth slower. A sanitizer brings its own.
add_library(third_party_malloc INTERFACE)
add_library(third_party::malloc ALIAS third_party_malloc)
if(NOT CMAKE_BUILD_TYPE MATCHES "Asan|Tsan")
  find_library(COFI_FILE_jemalloc NAMES libjemalloc_pic.a REQUIRED)
  target_link_libraries(third_party_malloc INTERFACE ${COFI_FILE_jemalloc})
endif()

// The version of Tandem, as CMakeLists.txt states it.
#pragma once

#ifndef TANDEM_VERSION
#error "TANDEM_VERSION is set by the build"
#endif

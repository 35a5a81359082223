#pragma once
// See tests/tsan/README.md. Nothing of it is used.

//! What the workspace tests share: where the documents are, and how a golden case is read.

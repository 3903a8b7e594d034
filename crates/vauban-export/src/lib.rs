//! A product's design in the file formats of other threat-modelling tools, and what they cannot hold.

"""Everything that brings Steward up on one machine; production needs none of it."""

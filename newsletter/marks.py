"""What stands in a frozen edition where each reader's own links go: as long as the tokens that replace it."""

LEAVE = "leave-token-goes-here-"
MANAGE = "manage-token-goes-here"

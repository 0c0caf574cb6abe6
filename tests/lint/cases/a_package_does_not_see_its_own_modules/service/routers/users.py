from auth import current_user
from fastapi import APIRouter, Depends

router = APIRouter()


@router.get("/users")
def users(user: str = Depends(current_user)):
    return [user]
